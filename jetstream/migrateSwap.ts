import { ownFields, retired } from "../domain/migration/forms";
import { retiredSubject } from "../domain/migration/marks";
import { originSequence } from "../domain/migration/copied";
import type { Method } from "../domain/migration/method";
import type { ObservedStream, WireConfig } from "../domain/observed";
import { humanDuration } from "../domain/units";
import type { JetStream } from "./connection";
import { pause } from "./deadline";
import { JetStreamOff, MigrationStopped, NotAuthorized, ServerRefusal } from "./errors";
import { compare, type Pair } from "./migrateCompare";
import type { Run } from "./migrateLook";
import { lastMessage } from "./storedMessages";
import { observeStream, updateStream } from "./streams";

/** Nothing copied for so long means that nothing is being copied, in milliseconds. */
const patienceMillis = 60_000;
/** Publishers wait meanwhile. */
const drainMillis = 15_000;
/** So much is copied and compared while publishers wait. */
const fewMessages = 200;
const sayEveryMillis = 5000;

/** One direction of a migration. */
export interface Swap {
  readonly from: string;
  readonly to: string;
  readonly method: Method;
}

/**
 * Waits until a stream has copied all but the newest messages, and compares these.
 *
 * @returns the sequence of the first stream up to which both are alike
 * @throws MigrationStopped where nothing is copied any more, or a message differs
 */
export async function follow(run: Run, swap: Swap): Promise<number> {
  let compared = 0;
  for (let round = 0; ; round++) {
    const level = await untilLevel(run, swap);
    const pair = await pairOf(run.js, swap);
    const { messages, sampled } = await compare(run.js, pair, compared, level);
    if (messages > fewMessages || round === 0) {
      run.say(`${messages} messages copied${sampled ? ", a tenth of them" : " and"} compared`);
    }
    compared = Math.max(compared, level);
    if (messages <= fewMessages || round === 5) return compared;
  }
}

/** @returns the sequence of the first stream up to which everything is in the second one */
async function untilLevel(run: Run, { from, to, method }: Swap): Promise<number> {
  let [best, since, said] = [-1, performance.now(), performance.now()];
  for (;;) {
    const goal = await lastExisting(run.js, from);
    const level = await copiedUpTo(run.js, { from, to, method });
    if (level >= goal) return goal;
    const now = performance.now();
    if (level > best) [best, since] = [level, now];
    if (now - since > patienceMillis) throw stalled(from, to, patienceMillis);
    // what comes in while it is copied is copied in the next round
    if (now - said > sayEveryMillis) {
      said = now;
      run.say(`copied up to message ${level} of ${goal}`);
    }
    await pause(level > 0 && goal - level < fewMessages ? 2 : 20);
  }
}

/**
 * Moves the subjects of one stream to the other: the first gives them up, the rest of its messages is copied, the
 * second takes them. In between publishers find no stream.
 *
 * @param live the first stream
 * @param standing config of the second one with the subjects, given its last sequence
 * @param open whether the first one may have its subjects back where the rest does not arrive
 */
export async function swap(
  run: Run,
  direction: Swap,
  live: ObservedStream,
  standing: (last: string) => WireConfig,
): Promise<ObservedStream> {
  const { js } = run;
  const { from, to } = direction;
  const began = performance.now();
  const wasOpen = !subjectsOf(live).includes(retiredSubject(run.stream));
  if (wasOpen) await updateStream(js, from, retired(run.stream, live.config));
  try {
    await drained(run, direction);
  } catch (error) {
    // publishers come first: the next run begins again from here
    if (wasOpen && error instanceof MigrationStopped)
      await updateStream(js, from, ownFields(live.config));
    throw error;
  }
  const state = (await observeStream(js, to))?.state;
  const taken = await updateStream(js, to, standing(state?.lastSeq ?? "0"));
  const gap = Math.ceil(performance.now() - began);
  run.say(`publishers found no stream for ${humanDuration(gap * 1_000_000)}`);
  return taken;
}

async function drained({ js, stream }: Run, direction: Swap): Promise<void> {
  const fence = await lastAccepted(js, stream);
  const end = performance.now() + drainMillis;
  for (;;) {
    const state = (await observeStream(js, direction.from))?.state;
    if (state && Number(state.lastSeq) >= fence) {
      const goal = state.messages === 0 ? 0 : await lastExisting(js, direction.from);
      if ((await copiedUpTo(js, direction)) >= goal) return;
    }
    if (performance.now() > end) throw stalled(direction.from, direction.to, drainMillis);
    await pause(1);
  }
}

/**
 * The last sequence that a stream without subjects will ever have. A message that can never be stored is refused with
 * it, after all that came before: seen on 2.10 to 2.15.
 */
async function lastAccepted(js: JetStream, stream: string): Promise<number> {
  const end = performance.now() + 3000;
  for (;;) {
    try {
      await js.request(retiredSubject(stream), "", {
        message: `stream "${stream}": last sequence`,
        headers: { "Nats-Expected-Last-Sequence": String(Number.MAX_SAFE_INTEGER) },
        totalMillis: 0,
        deadlineMillis: 2000,
      });
      return 0;
    } catch (error) {
      if (error instanceof ServerRefusal) return fenceOf(error);
      // who may not publish there waits instead; in a cluster a new subject is not known everywhere at once
      if (error instanceof NotAuthorized) return pause(500).then(() => 0);
      if (!(error instanceof JetStreamOff) || performance.now() > end) throw error;
      await pause(2);
    }
  }
}

const fenceOf = ({ description }: ServerRefusal): number =>
  Number(/wrong last sequence: (\d+)/.exec(description)?.[1] ?? 0);

/** @returns the sequence of the newest message that is still there */
async function lastExisting(js: JetStream, stream: string): Promise<number> {
  return (await lastMessage(js, stream))?.sequence ?? 0;
}

/** @returns the sequence of the first stream that the second one copied last */
async function copiedUpTo(js: JetStream, { from, to, method }: Swap): Promise<number> {
  if (method === "mirror") return Number((await observeStream(js, to))?.state?.lastSeq ?? 0);
  const last = await lastMessage(js, to);
  return last ? (originSequence(last, method, from) ?? 0) : 0;
}

/** @returns both streams as they are now */
export async function pairOf(js: JetStream, { from, to, method }: Swap): Promise<Pair> {
  const [first, second] = await Promise.all([observeStream(js, from), observeStream(js, to)]);
  if (!first || !second) {
    throw new MigrationStopped(
      `stream "${first ? to : from}": somebody deleted it meanwhile; run again`,
    );
  }
  return { from: first, to: second, method };
}

const subjectsOf = ({ config }: ObservedStream): readonly unknown[] =>
  Array.isArray(config["subjects"]) ? config["subjects"] : [];

const stalled = (from: string, to: string, millis: number): MigrationStopped =>
  new MigrationStopped(
    `stream "${to}" has copied nothing from stream "${from}" for ${humanDuration(millis * 1_000_000)}; read the server's log`,
  );
