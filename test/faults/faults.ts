import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../support/faultProxy";
import type { TestServer } from "../support/natsServer";
import type { ProviderProcess } from "./providerProcess";
import type { Random } from "./random";

/** What may go wrong in a deployment. */
export type Mishap =
  | "cutBefore"
  | "cutAfter"
  | "drop"
  | "delay"
  | "late"
  | "reorder"
  | "killServer"
  | "killProvider"
  | "changeLeader";

/** A mishap at the request of that number. */
export interface PlannedFault {
  readonly mishap: Mishap;
  readonly at: number;
  /** Whether the server has answered by then; for those that are not one or the other by themselves. */
  readonly answered: boolean;
  readonly millis: number;
}

const mishaps: readonly Mishap[] = [
  ...(["cutBefore", "cutBefore", "cutAfter", "cutAfter", "cutAfter", "delay", "reorder"] as const),
  ...(["killServer", "killServer", "killProvider", "killProvider", "killProvider"] as const),
  ...(["drop", "late"] as const),
];

/** Requests of a deployment among which faults strike: few deployments have more, most far fewer. */
const mostRequests = 90;

/** Makes up one to three faults. */
export const randomFaults = (random: Random): readonly PlannedFault[] =>
  Array.from({ length: 1 + random.below(3) }, () => ({
    mishap: random.pick(mishaps),
    at: Math.floor(mostRequests ** (random.below(1000) / 1000)) + random.below(4),
    answered: random.chance(0.5),
    millis: random.below(400),
  }));

/** So many requests in a row find another leader. */
const leaderChanges = 60;

/** Another leader at each request, before it arrives or once it was answered. */
export const leaderFaults = (random: Random): readonly PlannedFault[] =>
  Array.from({ length: leaderChanges }, (_, at) => ({
    mishap: "changeLeader",
    at,
    answered: random.chance(0.5),
    millis: 0,
  }));

const mostAttempts = 10;

/** Turns what was made up into what the proxy does. */
export const armed = (
  faults: readonly PlannedFault[],
  server: TestServer,
  provider: ProviderProcess,
  changeLeader: () => Promise<void> = () => Promise.resolve(),
): readonly Fault[] =>
  faults.map(({ mishap, at, answered, millis }): Fault => {
    const kind = answered ? "callAfter" : "callBefore";
    switch (mishap) {
      case "killServer":
        return { at, kind, call: () => restartAfter(server, millis) };
      case "killProvider":
        return {
          at,
          kind,
          call: async () => {
            provider.kill();
            await pause(20);
          },
        };
      case "changeLeader":
        return { at, kind, call: changeLeader };
      case "late":
        // after whoever asked has given up
        return { at, kind: "delay", millis: 5200 };
      case "delay":
        return { at, kind: "delay", millis };
      case "cutBefore":
      case "cutAfter":
      case "drop":
      case "reorder":
        return { at, kind: mishap };
      default:
        return mishap satisfies never;
    }
  });

const restarts = new WeakMap<TestServer, Promise<void>>();

/** kill -9; it comes back a while later. */
async function restartAfter(server: TestServer, millis: number): Promise<void> {
  await restarts.get(server);
  await server.kill();
  restarts.set(
    server,
    pause(millis).then(() => back(server)),
  );
}

/** Somebody else's connection may have its port for a moment. */
async function back(server: TestServer, attempt = 1): Promise<void> {
  try {
    await server.restart();
  } catch (error) {
    if (attempt === mostAttempts) throw error;
    await pause(500);
    await back(server, attempt + 1);
  }
}

/** Waits until a server that was killed is back. */
export const isBack = (server: TestServer): Promise<void> =>
  restarts.get(server) ?? Promise.resolve();
