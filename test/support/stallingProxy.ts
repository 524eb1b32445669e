import { createConnection } from "node:net";
import { listening } from "./ports";

/** A way to a server on which nothing comes any more after a while. */
export interface StallingProxy {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * @param port of a server on loopback
 * @param bytes how many of a connection come through from the server
 */
export async function stallingProxy(port: number, bytes: number): Promise<StallingProxy> {
  const { port: own, close } = await listening((client) => {
    const server = createConnection(port, "127.0.0.1");
    const drop = (): void => {
      server.destroy();
      client.destroy();
    };
    for (const socket of [client, server]) socket.on("error", drop).on("close", drop);
    let passed = 0;
    server.on("data", (chunk) => {
      if (passed < bytes) client.write(chunk);
      passed += chunk.length;
    });
    client.pipe(server);
  });
  return { url: `nats://127.0.0.1:${own}`, close };
}
