import { isAlike, originSequence } from "../domain/migration/copied";
import type { Method } from "../domain/migration/method";
import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { pause } from "./deadline";
import { MigrationStopped } from "./errors";
import {
  lastMessage,
  messageFrom,
  messagesBetween,
  type StoredMessage,
  windowOf,
} from "./storedMessages";
import { observeStream } from "./streams";

/** Two streams, the second of which copies the first. */
export interface Pair {
  readonly from: ObservedStream;
  readonly to: ObservedStream;
  readonly method: Method;
}

/** What a comparison came to. */
export interface Compared {
  readonly messages: number;
  /** Messages that have gone from the copy since, by right. */
  readonly gone: number;
  /** Not every message was compared: there are very many. */
  readonly sampled: boolean;
}

/** More than this is not compared as a whole. */
const mostCompared = 1_000_000;
/** So long a message that cannot be found may still appear. */
const patienceMillis = 5000;

/**
 * Compares every message of a stream with its copy, byte by byte. Of more than a million, every tenth window is
 * compared, the first and the last among them.
 *
 * @param after sequences of the first stream up to this one are known to be alike
 * @throws MigrationStopped where a message is missing or differs
 */
export async function compare(
  js: JetStream,
  pair: Pair,
  after: number,
  upTo: number,
): Promise<Compared> {
  const state = pair.from.state;
  if (!state || state.messages === 0) return { messages: 0, gone: 0, sampled: false };
  const first = Math.max(after + 1, Number(state.firstSeq));
  const width = windowOf(state);
  const sampled = state.messages > mostCompared;
  let [messages, gone] = [0, 0];
  for (let start = first, window = 0; start <= upTo; start += width, window++) {
    const end = Math.min(upTo, start + width - 1);
    if (sampled && window % 10 !== 0 && end !== upTo) continue;
    const found = await compareWindow(js, pair, start, end);
    messages += found.messages;
    gone += found.gone;
  }
  return { messages, gone, sampled };
}

async function compareWindow(
  js: JetStream,
  pair: Pair,
  start: number,
  end: number,
): Promise<{ readonly messages: number; readonly gone: number }> {
  const { from, method } = pair;
  const originals = await messagesBetween(js, from.name, start, end);
  const copies = await copiesOf(js, pair, originals);
  const missing = originals.filter(({ sequence }) => !copies.has(sequence));
  const other = originals.find((original) => {
    const copy = copies.get(original.sequence);
    return copy && !isAlike(original, copy, method);
  });
  if (other) throw difference(pair, other, "differs");
  const giveUp = performance.now() + patienceMillis;
  let gone = 0;
  for (const original of missing) if (!(await appears(js, pair, original, giveUp))) gone++;
  return { messages: originals.length, gone };
}

/**
 * Looks for a message until it is there: after another leader was chosen, or on a busy server, a stream has been told of
 * by somebody who was behind with it.
 *
 * @param until moment after which it is missing
 * @returns false where it has gone by right
 * @throws MigrationStopped where it is missing, or differs
 */
async function appears(
  js: JetStream,
  pair: Pair,
  original: StoredMessage,
  until: number,
): Promise<boolean> {
  for (;;) {
    if (await mayBeGone(js, pair, original)) return false;
    const to = await observeStream(js, pair.to.name);
    const now = to ? { ...pair, to } : pair;
    const copy = (await copiesOf(js, now, [original])).get(original.sequence);
    if (copy && isAlike(original, copy, pair.method)) return true;
    if (copy) throw difference(pair, original, "differs");
    if (performance.now() > until) throw difference(pair, original, "is missing");
    await pause(100);
  }
}

/**
 * Whether a message is not in the copy by right: it has gone from the first stream as well, it had an end of its own,
 * or a later message of its subject has taken its place.
 */
async function mayBeGone(
  js: JetStream,
  { from, to }: Pair,
  original: StoredMessage,
): Promise<boolean> {
  const now = await messageFrom(js, from.name, original.sequence);
  if (now?.sequence !== original.sequence) return true;
  const { config } = to;
  if (config["allow_msg_ttl"] === true && /^Nats-TTL:/m.test(original.headers)) return true;
  if (config["allow_rollup_hdrs"] !== true) return false;
  const later = await lastMessage(js, to.name, original.subject);
  return later !== undefined && /^Nats-Rollup:/m.test(later.headers);
}

const difference = ({ from, to }: Pair, message: StoredMessage, how: string): MigrationStopped =>
  new MigrationStopped(
    `message ${message.sequence} ("${message.subject}") of stream "${from.name}" ${how} in stream "${to.name}"; both streams are kept as they are`,
  );

/** The copies of some messages that follow each other, by the sequences of those. */
async function copiesOf(
  js: JetStream,
  pair: Pair,
  originals: readonly StoredMessage[],
): Promise<ReadonlyMap<number, StoredMessage>> {
  const { from, to, method } = pair;
  const [first, last] = [originals[0]?.sequence, originals.at(-1)?.sequence];
  if (first === undefined || last === undefined) return new Map();
  const range =
    method === "mirror"
      ? [first, last]
      : await Promise.all([firstCopy(js, pair, first), firstCopy(js, pair, last + 1)]);
  const [low = 1, high = 0] = range;
  const copies = await messagesBetween(js, to.name, low, method === "mirror" ? high : high - 1);
  return new Map(
    copies.flatMap((copy) => {
      const origin = originSequence(copy, method, from.name);
      return origin === undefined ? [] : [[origin, copy] as const];
    }),
  );
}

/**
 * Finds where in a copy the messages from a sequence of the origin on begin.
 *
 * @returns a sequence of the copy; one after its last message where there is none
 */
export async function firstCopy(
  js: JetStream,
  { from, to, method }: Pair,
  sequence: number,
): Promise<number> {
  const last = Number(to.state?.lastSeq ?? 0);
  if (method === "mirror") return Math.min(sequence, last + 1);
  let [low, high] = [Number(to.state?.firstSeq ?? 1), last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = await messageFrom(js, to.name, middle);
    // what is no copy was published after the last one
    const origin = message && (originSequence(message, method, from.name) ?? Infinity);
    if (origin === undefined || origin >= sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
