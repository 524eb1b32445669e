import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { pause } from "./deadline";
import { ChangedMeanwhile } from "./errors";
import { messageFrom, messagesBetween, type StoredMessage, windowOf } from "./storedMessages";
import { observeStream } from "./streams";

/** A span this short is read without looking for where its messages are, in sequences. */
const shortSpan = 64;

/** How long to wait where nothing is new, in milliseconds. */
const lookAgainMillis = 300;

/**
 * Reads the newest messages of a subject one by one. No consumer is made: nothing stays on the server, a workqueue and an
 * interest stream keep what they hold, and what happens between two requests loses nothing.
 *
 * @param from first sequence to look at
 * @param to last one
 * @param count how many at most, 0 or more
 * @returns in the order of the stream
 */
export async function lastMessages(
  js: JetStream,
  stream: string,
  {
    from,
    to,
    subject = ">",
  }: { readonly from: number; readonly to: number; readonly subject?: string },
  count: number,
): Promise<readonly StoredMessage[]> {
  if (count === 0 || from > to) return [];
  if (to - from < shortSpan) {
    return (await messagesBetween(js, stream, from, to, subject)).slice(-count);
  }
  const first = await messageFrom(js, stream, from, subject);
  if (first === undefined || first.sequence > to) return [];
  const middle = Math.ceil((first.sequence + to) / 2);
  const late = await lastMessages(js, stream, { from: middle, to, subject }, count);
  const missing = count - late.length;
  const early = { from: first.sequence, to: middle - 1, subject };
  return [...(await lastMessages(js, stream, early, missing)), ...late];
}

/**
 * Waits for what comes, and reads it: see {@link lastMessages}. Ends only by an error.
 *
 * @param from first sequence to look at
 * @throws ChangedMeanwhile where somebody deleted the stream or made another of its name
 */
export async function* followMessages(
  js: JetStream,
  { name, created }: ObservedStream,
  { from, subject = ">" }: { readonly from: number; readonly subject?: string },
): AsyncGenerator<StoredMessage> {
  for (let next = from; ;) {
    const now = await observeStream(js, name);
    if (now === undefined || now.created !== created) {
      throw new ChangedMeanwhile(
        `stream "${name}": somebody deleted it, or made another one meanwhile; run again`,
      );
    }
    const last = Number(now.state?.lastSeq ?? 0);
    const width = now.state ? windowOf(now.state) : shortSpan;
    for (; next <= last; next = Math.min(last, next + width - 1) + 1) {
      yield* await messagesBetween(js, name, next, Math.min(last, next + width - 1), subject);
    }
    await pause(lookAgainMillis);
  }
}
