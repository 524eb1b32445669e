import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** Something that listens on loopback and is no NATS server. */
export interface Port {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A port that treats each connection as told. */
export async function listening(onConnection: (socket: Socket) => void): Promise<Port> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  return opened(server, () => {
    sockets.forEach((socket) => socket.destroy());
  });
}

/** An HTTP server. */
export async function listeningHttp(answer: RequestListener): Promise<Port> {
  const server = createHttpServer(answer);
  return opened(server, () => {
    server.closeAllConnections();
  });
}

/** @returns a port on which nothing listens, free at least until the next one is asked for */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** @returns as many different ports: each is held until all are found */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => listening(() => undefined)));
  await Promise.all(held.map(({ close }) => close()));
  return held.map(({ port }) => port);
}

async function opened(server: Server, drop: () => void): Promise<Port> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      drop();
      server.close();
      await once(server, "close");
    },
  };
}
