import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { PortForward } from "@kubernetes/client-node";
import { connect, type ConnectionOptions, type NatsConnection } from "nats";
import type { KubernetesApi } from "../plugins/api.cjs";

/** A port of this machine that leads to one of a pod. */
export interface Forward {
  readonly port: number;
  close(): Promise<void>;
}

/** Each connection gets a forwarding of its own. */
export async function forwardTo(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  port: number,
): Promise<Forward> {
  const forward = new PortForward(api.config);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    forward.portForward(namespace, pod, [port], socket, null, socket).then(
      (stream: unknown) => {
        closeWith(socket, stream);
      },
      () => socket.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port to listen on");
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A stream left open is a client to the server, which takes half a minute to part from it when its pod ends. */
function closeWith(socket: Socket, stream: unknown): void {
  // the client library's type is that of a package whose types are not installed
  const { close } = stream as { readonly close: () => void };
  const end = (): void => {
    close.call(stream);
  };
  if (socket.destroyed) end();
  else socket.once("close", end);
}

/** Runs `work` with a connection to the server in a pod, through a port-forward. */
export async function withNats<T>(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  work: (connection: NatsConnection) => Promise<T>,
  login: ConnectionOptions = {},
): Promise<T> {
  const forward = await forwardTo(api, namespace, pod, 4222);
  try {
    const servers = `127.0.0.1:${forward.port}`;
    // the other servers' addresses are those of pods
    const connection = await connect({
      servers,
      ignoreClusterUpdates: true,
      reconnect: false,
      ...login,
    });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  } finally {
    await forward.close();
  }
}
