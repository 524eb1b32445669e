import {
  isAlive,
  type ProcessInfo,
  type ProcessNote,
  type ProcessTable,
  signal,
} from "./processes";
import { until } from "./wait";

/** Environment variable that the Pulumi CLI gets from a run and hands on to all that it starts. */
export const runMark = "NATS_STACK_RUN";

/** How long processes get to end by themselves: running calls of the provider are waited for. */
const patienceMillis = 15_000;

/**
 * Ends what runs left behind. The Pulumi CLI is asked first and once: it then saves what its running calls made and ends
 * its helpers; a second signal would make it drop them. What is left without a CLI is asked as well, and killed at last.
 *
 * @param runs ids of the runs
 * @param clis their Pulumi CLIs, as far as they were noted
 * @param patience milliseconds until what is left gets killed
 * @returns how many processes there were
 */
export async function endLeftovers(
  runs: readonly string[],
  clis: readonly ProcessNote[],
  processes: ProcessTable,
  patience = patienceMillis,
): Promise<number> {
  const seen = new Set<number>();
  const asked = new Set<number>();
  const noneLeft = (act: (found: readonly ProcessInfo[]) => void): true | undefined => {
    const found = findLeftovers(runs, clis, processes);
    found.forEach(({ pid }) => seen.add(pid));
    act(found);
    return found.length === 0 ? true : undefined;
  };
  const gone = await until(patience, () =>
    noneLeft((found) => {
      askOnce(found, clis, asked);
    }),
  );
  if (!gone) {
    await until(2000, () =>
      noneLeft((found) => {
        found.forEach(({ pid }) => {
          signal(pid, "SIGKILL");
        });
      }),
    );
  }
  return seen.size;
}

/** @returns the processes of these runs that are alive, never this one */
export function findLeftovers(
  runs: readonly string[],
  clis: readonly ProcessNote[],
  processes: ProcessTable,
): readonly ProcessInfo[] {
  const found = [
    ...runs.flatMap((run) => processes.marked(runMark, run)),
    ...clis
      .filter((cli) => isAlive(cli, processes))
      .flatMap(({ pid }) => processes.find(pid) ?? []),
  ];
  const unique = new Map(found.map((one) => [one.pid, one]));
  unique.delete(process.pid);
  return [...unique.values()];
}

function askOnce(
  found: readonly ProcessInfo[],
  clis: readonly ProcessNote[],
  asked: Set<number>,
): void {
  const alive = found.filter(({ pid }) => clis.some((cli) => cli.pid === pid));
  for (const { pid } of alive.length > 0 ? alive : found) {
    if (!asked.has(pid)) signal(pid, "SIGINT");
    asked.add(pid);
  }
}
