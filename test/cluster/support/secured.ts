import { connect as connectSocket } from "node:net";
import type { NatsConnection } from "nats";
import type { KubernetesApi } from "../plugins/api.cjs";
import { forwardTo, withNats } from "./portForward";

/** A connection of the plain NATS client. */
export type Connection = NatsConnection;

/** Who somebody is, and whom he trusts. */
export interface Login {
  readonly user: string;
  readonly pass: string;
  /** PEM. */
  readonly ca: string;
  /** The name that the certificate must be made out to. */
  readonly host: string;
  /** PEM of what is shown to the server. @default nothing */
  readonly cert?: string;
  readonly key?: string;
}

/** Runs `work` with an encrypted connection to the server in a pod, through a port-forward. */
export const secured = <T>(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  { user, pass, host, ...tls }: Login,
  work: (connection: Connection) => Promise<T>,
): Promise<T> =>
  withNats(api, namespace, pod, work, {
    ...{ user, pass },
    // the client's own type lacks the name, which it hands on
    tls: { ...tls, servername: host } as { ca: string },
  });

/** Says who it is without encryption. @returns all that the server in a pod answered until it hung up, or two seconds */
export async function plainWords(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  { user, pass }: Pick<Login, "user" | "pass">,
): Promise<string> {
  const forward = await forwardTo(api, namespace, pod, 4222);
  const socket = connectSocket(forward.port, "127.0.0.1");
  try {
    return await new Promise<string>((done) => {
      let heard = "";
      const end = (): void => {
        done(heard);
      };
      socket.on("data", (chunk) => {
        if (heard === "") socket.write(`CONNECT ${JSON.stringify({ user, pass })}\r\nPING\r\n`);
        heard += chunk.toString("latin1");
      });
      socket.on("close", end).on("error", end).setTimeout(2000, end);
    });
  } finally {
    socket.destroy();
    await forward.close();
  }
}
