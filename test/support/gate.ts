import { createConnection, type Socket } from "node:net";
import { listening } from "./ports";

/** A port in front of a server. */
export interface Gate {
  readonly url: string;
  /**
   * Does something once, before the second client from now on gets through. Of a deployment the first client is the
   * program, which plans, and the second the provider, which applies.
   */
  beforeSecond(act: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** @param server port of the server */
export async function openGate(server: number): Promise<Gate> {
  let clients = 0;
  let act: () => Promise<unknown> = () => Promise.resolve();
  const pass = async (): Promise<void> => {
    clients += 1;
    if (clients === 2) await act();
  };
  const { port, close } = await listening((socket) => {
    connect(socket, createConnection(server, "127.0.0.1"), pass);
  });
  return {
    url: `nats://127.0.0.1:${port}`,
    beforeSecond: (next) => {
      clients = 0;
      act = next;
    },
    close,
  };
}

function connect(client: Socket, server: Socket, pass: () => Promise<void>): void {
  const drop = (): void => {
    server.destroy();
    client.destroy();
  };
  for (const socket of [client, server]) socket.on("error", drop).on("close", drop);
  server.pipe(client);
  // who only reads the greeting sends nothing
  client.once("data", (first: Buffer) => {
    client.pause();
    void pass().finally(() => {
      server.write(first);
      client.pipe(server);
    });
  });
}
