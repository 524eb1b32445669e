import { connect, createServer } from "node:net";

/** Only this machine reaches the local server. */
export const loopback = "127.0.0.1";

/** How many ports above the wanted one are tried. */
const reach = 100;

/**
 * @param wanted ports to try first, in this order; after them come those above the last
 * @param taken tells whether somebody listens there
 * @returns the first free one; undefined where none of them is
 */
export async function choosePort(
  wanted: readonly number[],
  taken: (port: number) => Promise<boolean> = isTaken,
): Promise<number | undefined> {
  const last = wanted.at(-1) ?? 0;
  const above = Array.from({ length: reach }, (_, index) => last + 1 + index);
  for (const port of [...wanted, ...above]) {
    if (port < 65_536 && !(await taken(port))) return port;
  }
  return undefined;
}

/** @returns whether a port of the loopback address is in use */
export const isTaken = async (port: number): Promise<boolean> =>
  (await answers(port)) || !(await canListen(port));

// on macOS one may listen on the loopback address alone though somebody listens on all addresses
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: loopback, port, timeout: 1000 });
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", settle(true)).once("timeout", settle(true)).once("error", settle(false));
  });

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
