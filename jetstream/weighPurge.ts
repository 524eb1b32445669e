import type { ObservedStream, StreamState } from "../domain/observed";
import type { Certainty } from "../domain/stream/measured";
import { storedSize } from "../domain/stream/storedSize";
import type { JetStream } from "./connection";
import { Unsupported } from "./errors";
import { measure, subjectCounts } from "./measure";
import { firstSince, messagesBetween, moment, type StoredMessage } from "./storedMessages";
import type { PurgeOptions } from "./streams";
import { lastMessages } from "./tail";

/** What is to go; nothing given: everything. `keep` and `olderThanNanos` exclude each other. */
export interface PurgeWish {
  /** Only messages of this subject, which may hold wildcards. */
  readonly subject?: string;
  /** How many of the newest stay. */
  readonly keep?: number;
  /** By the server's clock. */
  readonly olderThanNanos?: number;
}

/** A number, and how sure it is. */
export interface Quantity {
  readonly count: number;
  readonly certainty: Certainty;
}

/** What a purge would delete. */
export interface WeighedPurge {
  readonly messages: Quantity;
  readonly bytes: Quantity;
  /** What to ask the server for; absent where nothing would go. */
  readonly request?: PurgeOptions;
}

/** The most that is read to say how many bytes go. */
const most = { messages: 20_000, bytes: 64_000_000 };

const exactly = (count: number): Quantity => ({ count, certainty: "exactly" });
const nothing: WeighedPurge = { messages: exactly(0), bytes: exactly(0) };

/** A stream with its state, and the span of its sequences. */
interface Span {
  readonly stream: ObservedStream;
  readonly state: StreamState;
  readonly first: number;
  readonly last: number;
}

/**
 * Finds out what a purge would delete, and how to ask for just that: what comes after this look stays. Messages are read to
 * add up bytes and to find the newest, up to a bound; beyond it the answer says "about", and the server counts what stays.
 *
 * @param stream as it was observed
 * @throws Unsupported where sequences are too large to choose by; what requests throw
 */
export async function weighPurge(
  js: JetStream,
  stream: ObservedStream,
  wish: PurgeWish,
): Promise<WeighedPurge> {
  const { state } = stream;
  if (!state || state.messages === 0) return nothing;
  const { keep = 0, olderThanNanos, subject } = wish;
  if (keep === 0 && olderThanNanos === undefined && subject === undefined) {
    return everything(state);
  }
  const span = { stream, state, first: Number(state.firstSeq), last: Number(state.lastSeq) };
  if (!Number.isSafeInteger(span.last)) {
    throw new Unsupported(
      `stream "${stream.name}": its sequence numbers are too large to choose among its messages; purge all of them`,
    );
  }
  if (subject !== undefined) return weighSubject(js, span, wish, subject);
  return olderThanNanos === undefined
    ? weighKeep(js, span, keep)
    : weighOlder(js, span, olderThanNanos);
}

const everything = ({ messages, bytes, lastSeq }: StreamState): WeighedPurge => ({
  messages: exactly(messages),
  bytes: exactly(bytes),
  request: { seq: String(BigInt(lastSeq) + 1n) },
});

async function weighKeep(js: JetStream, span: Span, keep: number): Promise<WeighedPurge> {
  const { stream, state, first, last } = span;
  const goes = state.messages - keep;
  if (goes <= 0) return nothing;
  const messages = exactly(goes);
  if (isReadable(state, keep)) {
    const kept = await lastMessages(js, stream.name, { from: first, to: last }, keep);
    const bytes = exactly(state.bytes - bytesOf(kept, stream));
    return { messages, bytes, request: before(kept[0]?.sequence ?? first) };
  }
  if (last + 1 - first > state.messages) {
    return { messages, bytes: average(state, goes), request: keepByServer(stream, keep) };
  }
  // without holes the oldest lie side by side
  const old = isReadable(state, goes)
    ? await messagesBetween(js, stream.name, first, first + goes - 1)
    : undefined;
  const bytes = old ? exactly(bytesOf(old, stream)) : average(state, goes);
  return { messages, bytes, request: before(first + goes) };
}

const before = (sequence: number): PurgeOptions => ({ seq: String(sequence) });

/** The memory store of servers up to 2.14.0 takes holes for messages, and so deletes too many (seen on 2.10 to 2.12). */
function keepByServer({ name, config }: ObservedStream, keep: number): PurgeOptions {
  if (config["storage"] !== "memory") return { keep };
  throw new Unsupported(
    `stream "${name}": has too many holes to find its newest ${keep} messages in memory; keep fewer, or purge by age`,
  );
}

async function weighOlder(js: JetStream, span: Span, nanos: number): Promise<WeighedPurge> {
  const { stream, state, first, last } = span;
  const kept = (await firstYoung(js, span, nanos)) ?? last + 1;
  if (kept <= first) return nothing;
  const request = before(kept);
  const old = isReadable(state, kept - first)
    ? await messagesBetween(js, stream.name, first, kept - 1)
    : undefined;
  if (old) return { ...amounts(old, stream), request };
  const young = isReadable(state, last + 1 - kept)
    ? await messagesBetween(js, stream.name, kept, last)
    : undefined;
  if (young) {
    const { messages, bytes } = amounts(young, stream);
    const goes = state.messages - messages.count;
    return { messages: exactly(goes), bytes: exactly(state.bytes - bytes.count), request };
  }
  const { olderThan } = await measure(js, stream, { olderThan: nanos });
  const messages = olderThan && "messages" in olderThan ? olderThan : undefined;
  const goes = Math.min(state.messages, messages?.messages ?? kept - first);
  return {
    messages: { count: goes, certainty: messages?.certainty ?? "atMost" },
    bytes: average(state, goes),
    request,
  };
}

async function weighSubject(
  js: JetStream,
  span: Span,
  { keep = 0, olderThanNanos }: PurgeWish,
  subject: string,
): Promise<WeighedPurge> {
  const { stream, state, first, last } = span;
  const { counts, complete } = await subjectCounts(js, stream.name, subject);
  const total = complete ? counts.reduce((sum, each) => sum + each, 0) : state.messages;
  const young =
    olderThanNanos === undefined ? undefined : await firstYoung(js, span, olderThanNanos);
  const end = (young ?? last + 1) - 1;
  const request = { subject, ...(keep > 0 ? { keep } : { seq: String(end + 1) }) };
  if (end < first || total <= keep) return nothing;
  if (isReadable(state, total)) {
    const found = await messagesBetween(js, stream.name, first, end, subject);
    const goes = found.slice(0, Math.max(0, found.length - keep));
    const newest = goes.at(-1);
    return newest === undefined
      ? nothing
      : { ...amounts(goes, stream), request: { subject, ...before(newest.sequence + 1) } };
  }
  const certainty = complete && olderThanNanos === undefined ? "exactly" : "atMost";
  const messages = { count: total - keep, certainty } as const;
  return { messages, bytes: average(state, messages.count), request };
}

/** Messages are stored in the order of their time. */
function firstYoung(js: JetStream, span: Span, nanos: number): Promise<number | undefined> {
  const { stream, state, first, last } = span;
  const now = state.observedAt === undefined ? Date.now() : moment(state.observedAt).getTime();
  return firstSince(js, stream.name, new Date(now - nanos / 1e6), first, last);
}

const isReadable = ({ messages, bytes }: StreamState, count: number): boolean =>
  count <= most.messages && (bytes / messages) * count <= most.bytes;

const average = ({ messages, bytes }: StreamState, count: number): Quantity => ({
  count: Math.round((bytes / messages) * count),
  certainty: "about",
});

const amounts = (
  messages: readonly StoredMessage[],
  stream: ObservedStream,
): Pick<WeighedPurge, "messages" | "bytes"> => ({
  messages: exactly(messages.length),
  bytes: exactly(bytesOf(messages, stream)),
});

function bytesOf(messages: readonly StoredMessage[], { config }: ObservedStream): number {
  const storage = config["storage"] === "memory" ? "memory" : "file";
  return messages.reduce(
    (sum, { subject, headers, data }) =>
      sum +
      storedSize(storage, {
        subject: Buffer.byteLength(subject),
        headers: headers.length,
        data: Buffer.byteLength(data, "base64"),
      }),
    0,
  );
}
