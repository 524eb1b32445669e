import { createConnection } from "node:net";
import { listening } from "./ports";

/** A way to a server that remembers what was asked on it. */
export interface RecordingProxy {
  /** What to connect to instead of the server. */
  readonly url: string;
  /** @returns the API subjects asked for since the last call, in order, without "$JS.API." */
  readonly taken: () => readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Passes every byte on between clients and a server, and notes the JetStream requests among them. The server's own
 * advisories about requests come late and out of order.
 *
 * @param port of a NATS server on loopback
 */
export async function recordingProxy(port: number): Promise<RecordingProxy> {
  let sent = "";
  const proxy = await listening((client) => {
    const server = createConnection(port, "127.0.0.1");
    server.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("close", () => server.destroy());
    client.on("data", (chunk) => (sent += chunk.toString("latin1")));
    client.pipe(server).pipe(client);
  });
  return {
    url: `nats://127.0.0.1:${proxy.port}`,
    taken: () => {
      const asked = [...sent.matchAll(/^H?PUB \$JS\.API\.(\S+) /gm)].map(([, api = ""]) => api);
      sent = "";
      return asked;
    },
    close: proxy.close,
  };
}
