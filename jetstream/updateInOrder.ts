import type { Change } from "../domain/change";
import { same } from "../domain/field/kind";
import type { ObservedStream, WireConfig } from "../domain/observed";
import type { JetStream } from "./connection";
import { deadlineIn, pause } from "./deadline";
import { ServerRefusal, Unanswered } from "./errors";
import { awaitReplicas, type Tell } from "./awaitReplicas";
import { observeStream, updateStream } from "./streams";

/** A second placement or scaling waits this long for the first, in milliseconds. Seen to take 2 to 5 s when empty. */
const moveMillis = 60_000;

/** err_codes of "a move or scaling is running". */
const moving: ReadonlySet<number> = new Set([10123, 10124, 10129, 10226]);

/**
 * Updates a stream. Where it moves to other servers or is held by more or fewer, waits until it is there.
 *
 * No cluster takes a new placement and a new number of replicas at once (10123), so these are two updates. More
 * replicas may need room that only the new placement has, and fewer may be all that it has room for.
 *
 * @param found what the change was reckoned from
 * @param tell is told how far the servers are
 */
export async function updateInOrder(
  js: JetStream,
  name: string,
  wire: WireConfig,
  change: Change,
  found: ObservedStream | undefined,
  tell: Tell,
): Promise<ObservedStream> {
  const fields = new Set(change.fields.map(({ field }) => field));
  const [moves, scales] = [fields.has("placement"), fields.has("replicas")];
  if (!moves && !scales) return updateStream(js, name, wire);
  if (found !== undefined && moves && scales) {
    const first = firstOf(wire, found.config);
    await unlessDone(js, name, first, () => whenIdle(() => updateStream(js, name, first)));
    await copied(js, name, first, tell);
  }
  const updated = await whenIdle(() => updateStream(js, name, wire));
  return (await copied(js, name, wire, tell)) ?? updated;
}

/** The first of two updates: fewer replicas go first, more come last. */
function firstOf(wire: WireConfig, { num_replicas, placement }: WireConfig): WireConfig {
  const before = num_replicas ?? 1;
  if (Number(wire["num_replicas"]) >= Number(before)) return { ...wire, num_replicas: before };
  // null is no placement
  return { ...wire, placement: placement ?? null };
}

/** A standalone server has done all when it answers. */
async function copied(
  js: JetStream,
  name: string,
  wire: WireConfig,
  tell: Tell,
): Promise<ObservedStream | undefined> {
  return js.server.clustered
    ? awaitReplicas(js, name, Number(wire["num_replicas"] ?? 1), tell)
    : undefined;
}

/** Where the first of two updates stays without an answer, a look tells whether the second may follow. */
async function unlessDone(
  js: JetStream,
  name: string,
  wire: WireConfig,
  update: () => Promise<unknown>,
): Promise<void> {
  try {
    await update();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const now = await observeStream(js, name);
    const done = ["num_replicas", "placement"].every((key) =>
      same(now?.config[key] ?? null, wire[key] ?? null),
    );
    if (!done) throw error;
  }
}

async function whenIdle<Found>(update: () => Promise<Found>): Promise<Found> {
  const deadline = deadlineIn(moveMillis);
  for (;;) {
    try {
      return await update();
    } catch (error) {
      const running = error instanceof ServerRefusal && moving.has(error.errCode);
      if (!running || deadline.passed()) throw error;
      await pause(Math.min(500, deadline.left()));
    }
  }
}
