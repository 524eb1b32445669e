import type { StreamState } from "../domain/observed";
import type { JetStream } from "./connection";
import { ServerRefusal } from "./errors";
import { streamToken } from "./names";
import { object, text } from "./replies";

/** One message as a stream keeps it. */
export interface StoredMessage {
  /** Sequences of one stream fit a number as long as it holds fewer than 2^53 messages in its life. */
  readonly sequence: number;
  readonly subject: string;
  /** The header block as it is stored; empty where there is none. */
  readonly headers: string;
  /** Base64. */
  readonly data: string;
  /** RFC 3339. */
  readonly time: string;
}

/** err_code of "no message found". */
const noMessage = 10037;

/** How many questions are on their way at once. */
const lanes = 64;

/** The most that one window holds in memory, in bytes. */
const windowBytes = 32_000_000;

/** @returns the first message of a subject, or of all, at or after a sequence; undefined where there is none */
export const messageFrom = (
  js: JetStream,
  stream: string,
  sequence: number,
  subject = ">",
): Promise<StoredMessage | undefined> =>
  ask(js, stream, { seq: Math.max(1, sequence), next_by_subj: subject });

/** @returns the newest message of a subject, or of all; undefined where there is none */
export const lastMessage = (
  js: JetStream,
  stream: string,
  subject = ">",
): Promise<StoredMessage | undefined> => ask(js, stream, { last_by_subj: subject });

async function ask(
  js: JetStream,
  stream: string,
  body: { readonly seq: number; readonly next_by_subj: string } | { readonly last_by_subj: string },
): Promise<StoredMessage | undefined> {
  try {
    const reply = await js.request(`STREAM.MSG.GET.${streamToken(stream)}`, body);
    const { seq, subject, hdrs, data, time } = object(reply["message"]);
    return {
      sequence: Number(seq),
      subject: text(subject),
      headers: Buffer.from(text(hdrs), "base64").toString("latin1"),
      data: text(data),
      time: text(time),
    };
  } catch (error) {
    if (error instanceof ServerRefusal && error.errCode === noMessage) return undefined;
    throw error;
  }
}

/**
 * How many sequences to read at once: enough to keep the server busy, and no more than memory is for.
 *
 * @returns a whole number, `lanes` or more
 */
export function windowOf({ messages, bytes, firstSeq, lastSeq }: StreamState): number {
  if (messages === 0) return lanes;
  const spread = (Number(lastSeq) - Number(firstSeq) + 1) / messages;
  const count = Math.min(lanes * 64, (windowBytes * messages) / Math.max(1, bytes));
  return Math.max(lanes, Math.floor(count * spread));
}

/** @returns all messages of a subject from one sequence to another, both included, in order */
export async function messagesBetween(
  js: JetStream,
  stream: string,
  from: number,
  to: number,
  subject = ">",
): Promise<readonly StoredMessage[]> {
  const stride = Math.max(1, Math.ceil((to - from + 1) / lanes));
  const starts = Array.from({ length: lanes }, (_, lane) => from + lane * stride);
  const found = await Promise.all(
    starts
      .filter((start) => start <= to)
      .map((start) => walk(js, stream, start, Math.min(to, start + stride - 1), subject)),
  );
  return found.flat();
}

async function walk(
  js: JetStream,
  stream: string,
  from: number,
  to: number,
  subject: string,
): Promise<readonly StoredMessage[]> {
  const found: StoredMessage[] = [];
  for (let next = from; next <= to;) {
    const message = await messageFrom(js, stream, next, subject);
    if (!message || message.sequence > to) break;
    found.push(message);
    next = message.sequence + 1;
  }
  return found;
}

/**
 * Asks for a message in the middle until two neighbours are left: 30 requests for a billion messages. One by
 * `start_time`, which servers have from 2.11 on, was seen to be off by one behind a hole on 2.11.11.
 *
 * @returns sequence of the first message of that time or later
 */
export async function firstSince(
  js: JetStream,
  stream: string,
  time: Date,
  first: number,
  last: number,
): Promise<number | undefined> {
  let [low, high] = [first, last + 1];
  let found: number | undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // the next message at or after it: there may be a hole
    const message = await messageFrom(js, stream, middle);
    if (message === undefined || moment(message.time) >= time) {
      found = message?.sequence ?? found;
      high = middle;
    } else {
      low = message.sequence + 1;
    }
  }
  return found;
}

/** @returns a time of the server, RFC 3339 with up to nanoseconds, cut to milliseconds */
export const moment = (time: string): Date => new Date(time.replace(/(\.\d{3})\d+/, "$1"));
