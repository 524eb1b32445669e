import { remove } from "./files";
import { relation } from "./machine";
import { loopback } from "./ports";
import { Mistake } from "./mistake";
import { isAlive, type ProcessInfo, signal } from "./processes";
import { type LocalServer, portOf, readServer } from "./serverFile";
import { isHealthy, readInfo } from "./serverProbe";
import { until } from "./wait";
import type { Workplace } from "./workplace";

/** Environment variable that marks the process of a local server with the folder it belongs to. */
export const serverMark = "NATS_STACK_SERVER";

/** How long a server gets to write its files before it is killed. */
const stopMillis = 10_000;

/** @returns the server that was started for this folder, where it answers and is the very same process */
export async function runningServer({ places }: Workplace): Promise<LocalServer | undefined> {
  const server = readServer(places.serverFile);
  if (server?.store !== places.store) return undefined;
  const info = await readInfo(loopback, portOf(server.url), 2000);
  if (info?.id !== server.serverId) return undefined;
  return (await isHealthy(server.monitoringUrl, 5000)) ? server : undefined;
}

/** @returns the processes that serve this folder, whether they answer or not */
export function serverProcesses({ places, machine, processes }: Workplace): readonly ProcessInfo[] {
  const marked = processes.marked(serverMark, places.mark);
  const noted = readServer(places.serverFile);
  if (!noted || relation(noted.machine, machine) !== "same") return marked;
  const known = isAlive(noted.process, processes) ? processes.find(noted.process.pid) : undefined;
  return known && !marked.some(({ pid }) => pid === known.pid) ? [...marked, known] : marked;
}

/**
 * Ends every server of this folder and forgets its address. What is on disk stays.
 *
 * @returns how many there were
 * @throws Mistake where one answers whose process belongs to another container
 */
export async function stopServers(
  context: Workplace,
  patienceMillis = stopMillis,
): Promise<number> {
  const found = serverProcesses(context);
  if (found.length === 0) await refuseUnseen(context);
  const allGone = (): true | undefined =>
    found.every((server) => !isAlive(server, context.processes)) ? true : undefined;
  found.forEach(({ pid }) => {
    signal(pid, "SIGTERM");
  });
  if (!(await until(patienceMillis, allGone))) {
    context.say(
      `nats-server did not end within ${patienceMillis / 1000} s and was killed; file streams recover at its next start`,
    );
    found.forEach(({ pid }) => {
      signal(pid, "SIGKILL");
    });
    await until(5000, allGone);
  }
  remove(context.places.serverFile);
  return found.length;
}

async function refuseUnseen(context: Workplace): Promise<void> {
  const server = await runningServer(context);
  if (!server) return;
  throw new Mistake(
    `nats-server answers on ${server.url}, but its process cannot be seen from here; end it where it was started, on "${server.machine.host}"`,
  );
}
