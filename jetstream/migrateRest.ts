import type { ObservedConsumer, ObservedStream } from "../domain/observed";
import { atLeast } from "../domain/server";
import type { JetStream } from "./connection";
import { pauseConsumer } from "./consumers";
import { pause } from "./deadline";
import { moment } from "./storedMessages";

/** A pause ends by itself where nobody goes on. */
const stoppedMillis = 24 * 3_600_000;
/** For what is delivered to be acknowledged. */
const mostMillis = 2000;
/** Where nothing has moved for so long, nobody is about to acknowledge. */
const stillMillis = 250;

/**
 * Has consumers deliver nothing more. Before 2.11 no server can: their readers go on meanwhile.
 *
 * @param stream by whose server's clock the pause is timed: the one here may be another
 * @param consumers of this stream, as they are
 */
export async function stopDelivery(
  js: JetStream,
  { name: stream, state }: ObservedStream,
  consumers: readonly ObservedConsumer[],
): Promise<void> {
  if (!atLeast(js.server.version, "2.11.0")) return;
  const now = state?.observedAt === undefined ? Date.now() : moment(state.observedAt).getTime();
  const until = new Date(now + stoppedMillis).toISOString();
  for (const { name } of consumers) await pauseConsumer(js, stream, name, until);
}

/**
 * Waits, but not for long, until consumers have nothing that could still be acknowledged, or stand still.
 *
 * @param observe reads them; nothing new comes into their stream
 * @returns how they are then
 */
export async function atRest(
  observe: () => Promise<readonly ObservedConsumer[]>,
): Promise<readonly ObservedConsumer[]> {
  const end = performance.now() + mostMillis;
  let [seen, since] = ["", performance.now()];
  for (;;) {
    const consumers = await observe();
    const now = performance.now();
    const positions = JSON.stringify(consumers.map(({ state }) => state ?? null));
    if (positions !== seen) [seen, since] = [positions, now];
    if (consumers.every(hasAll) || now - since > stillMillis || now > end) return consumers;
    await pause(5);
  }
}

const hasAll = ({ state }: ObservedConsumer): boolean =>
  state?.ackPending === 0 && (state.paused || state.pending === 0);
