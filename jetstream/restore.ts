import type { Json, JsonObject } from "../domain/json";
import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { deadlineIn } from "./deadline";
import { JetStreamError, JetStreamOff, Unreachable } from "./errors";
import { readReply, requestFailure, type Sent } from "./failures";
import { streamToken } from "./names";
import { streamOf, text } from "./replies";
import { deleteStream, observeStream } from "./streams";
import { ownFields } from "../domain/migration/forms";
import type { SnapshotHead } from "./snapshot";

/** The server did not take a snapshot; no stream was made of it, or what was made of it is gone again. */
export class RestoreBroken extends JetStreamError {
  override readonly name = "RestoreBroken";
}

/** How many chunks are on their way at once. */
const windowSize = 8;

/** For one chunk: the server writes it. */
const chunkMillis = 30_000;

/** For the end, where older servers unpack all of it: this, and a second for so many bytes. */
const endMillis = 60_000;
const bytesPerSecond = 5_000_000;

/**
 * Makes a stream of a snapshot: messages with their sequences and times, and consumers with their positions.
 *
 * @param name must not exist; another than that of the snapshot from 2.15 on
 * @param head configuration of the stream to be, and its state as the snapshot tells it
 * @param chunks the snapshot's bytes in order, each at most the server's largest message
 * @returns the stream as the server tells it
 * @throws RestoreBroken, ServerRefusal, Unreachable
 * @see nats-server server/jetstream_api.go, processStreamRestore
 */
export async function restoreStream(
  js: JetStream,
  name: string,
  head: SnapshotHead,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ObservedStream> {
  const body = { config: { ...ownFields(head.config), name }, state: head.state };
  const reply = await js.request(`STREAM.RESTORE.${streamToken(name)}`, body, {
    changes: true,
    deadlineMillis: chunkMillis,
  });
  const upload = new Upload(js, name, text(reply["deliver_subject"]));
  try {
    return streamOf(await upload.all(chunks));
  } catch (error) {
    if (!(error instanceof JetStreamError)) throw error;
    await removeRemains(js, name, body.config);
    const reason = error.message;
    throw new RestoreBroken(`stream "${name}": was not restored: ${reason}`, { cause: error });
  }
}

/** Sends the chunks of one snapshot, several at once, on one connection: they must arrive in their order. */
class Upload {
  readonly #waiting: Promise<JsonObject | undefined>[] = [];
  #bytes = 0;

  constructor(
    private readonly js: JetStream,
    private readonly stream: string,
    private readonly subject: string,
  ) {}

  /** @returns what the server answers to the end: the stream */
  async all(chunks: AsyncIterable<Uint8Array>): Promise<JsonObject> {
    const link = await this.js.link();
    for await (const chunk of chunks) {
      const sent = this.#send(link, chunk, chunkMillis);
      // an error is met when its turn comes
      sent.catch(() => undefined);
      this.#waiting.push(sent);
      this.#bytes += chunk.length;
      if (this.#waiting.length >= windowSize) await this.#waiting.shift();
    }
    for (const sent of this.#waiting) await sent;
    const millis = endMillis + (this.#bytes / bytesPerSecond) * 1000;
    return (await this.#send(link, new Uint8Array(), millis)) ?? {};
  }

  /** @returns undefined for a chunk that was taken */
  async #send(
    link: Sent["link"],
    chunk: Uint8Array,
    millis: number,
  ): Promise<JsonObject | undefined> {
    const { js, stream, subject } = this;
    const what = `stream "${stream}": restore`;
    const deadline = deadlineIn(Math.round(millis));
    const about = { target: js.target, link, request: `STREAM.RESTORE.${stream}`, what };
    const sent: Sent = { ...about, changes: false, deadline };
    try {
      const reply = await link.connection.request(subject, chunk, { timeout: deadline.left() });
      return reply.data.length === 0 ? undefined : readReply(reply.string(), sent);
    } catch (error) {
      const failure = error instanceof JetStreamError ? error : requestFailure(error, sent);
      if (!(failure instanceof JetStreamOff)) throw failure;
      throw new Unreachable("unanswered", `${what}: the server has given it up; its log says why`);
    }
  }
}

/**
 * Servers of 2.15 leave an empty or partial stream where a restore fails (seen on 2.15.1), and the next try finds its name
 * taken. Only what this very restore has made is taken away.
 */
async function removeRemains(
  js: JetStream,
  name: string,
  { description, metadata, subjects }: JsonObject,
): Promise<void> {
  try {
    const found = await observeStream(js, name);
    if (found === undefined) return;
    const now = ownFields(found.config);
    const isSame = (was: Json | undefined, is: Json | undefined): boolean =>
      JSON.stringify(was) === JSON.stringify(is);
    const isOurs =
      isSame(description, now["description"]) &&
      isSame(metadata, now["metadata"]) &&
      (subjects === undefined || isSame(subjects, now["subjects"]));
    if (isOurs) await deleteStream(js, name);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
}
