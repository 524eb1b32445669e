import { quoted } from "../domain/assets";
import type { JetStream } from "./connection";
import { JetStreamError, JetStreamOff, NotAuthorized } from "./errors";
import { number, text, texts } from "./replies";
import { observeStream } from "./streams";

/** One message to publish. */
export interface NewMessage {
  /** Without wildcards. */
  readonly subject: string;
  readonly data: Uint8Array;
  /** By name; one that stands several times has several values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** What the server says of a message that it stored. */
export interface Stored {
  readonly stream: string;
  readonly sequence: number;
  /** A message with the same `Nats-Msg-Id` was there already: this one was left out. */
  readonly duplicate: boolean;
}

/** No stream, or not just one that acknowledges, stores what is published on a subject: nothing was sent. */
export class NotStored extends JetStreamError {
  override readonly name = "NotStored";
}

/**
 * Publishes a message and waits until a stream has stored it. Looks first whether there is one: without it the message
 * would go to whoever listens, or to nobody.
 *
 * @throws NotStored, ServerRefusal, Unanswered, NotAuthorized
 */
export async function publishMessage(js: JetStream, message: NewMessage): Promise<Stored> {
  const { subject, data, headers } = message;
  await findStream(js, subject);
  const reply = await send(js, subject, data, headers);
  const stream = text(reply["stream"]);
  if (stream === "") {
    throw new NotStored(
      `subject "${subject}": a program answered that is no stream; nothing says that the message was stored`,
    );
  }
  return { stream, sequence: number(reply["seq"]), duplicate: reply["duplicate"] === true };
}

async function send(
  js: JetStream,
  subject: string,
  data: NewMessage["data"],
  headers: NewMessage["headers"],
): ReturnType<JetStream["request"]> {
  try {
    const options = { message: `subject "${subject}": publish`, changes: true, totalMillis: 2000 };
    return await js.request(subject, data, { ...options, headers });
  } catch (error) {
    throw error instanceof JetStreamOff ? nowhere(subject) : error;
  }
}

/** Whoever may only publish is not asked: the missing answer tells. */
async function findStream(js: JetStream, subject: string): Promise<void> {
  const names = await namesFor(js, subject);
  if (names === undefined) return;
  if (names.length === 0) throw nowhere(subject);
  const streams = await Promise.all(names.map((name) => observeStream(js, name)));
  const silent = streams.filter((stream) => stream?.config["no_ack"] === true);
  if (silent.length < streams.length) return;
  throw new NotStored(
    `subject "${subject}": stream ${quoted(names)} acknowledges nothing (noAck), so that nobody could say whether it was stored; set noAck: false`,
  );
}

async function namesFor(js: JetStream, subject: string): Promise<readonly string[] | undefined> {
  try {
    return texts((await js.request("STREAM.NAMES", { subject }))["streams"]);
  } catch (error) {
    if (error instanceof NotAuthorized) return undefined;
    throw error;
  }
}

const nowhere = (subject: string): NotStored =>
  new NotStored(
    `subject "${subject}": no stream stores it; add it to the subjects of one, or correct it`,
  );
