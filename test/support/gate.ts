import { createConnection } from "node:net";
import { listening, type Port } from "./ports";

/**
 * A port in front of a server on which something happens once, before the second client gets through. Of a deployment
 * the first client is the program, which plans, and the second the provider, which applies.
 *
 * @param port of the server
 */
export function gate(port: number, act: () => Promise<void>): Promise<Port> {
  let clients = 0;
  return listening((socket) => {
    const server = createConnection(port, "127.0.0.1");
    const drop = (): void => {
      server.destroy();
      socket.destroy();
    };
    server.on("error", drop).on("close", drop);
    socket.on("error", drop).on("close", drop);
    server.pipe(socket);
    // who only reads the greeting sends nothing
    socket.once("data", (first: Buffer) => {
      socket.pause();
      clients += 1;
      const done = clients === 2 ? act() : Promise.resolve();
      void done.finally(() => {
        server.write(first);
        socket.pipe(server);
      });
    });
  });
}
