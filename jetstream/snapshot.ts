import { createInbox, type Msg, type NatsConnection, type Subscription } from "nats";
import type { JsonObject } from "../domain/json";
import type { JetStream } from "./connection";
import { deadlineIn } from "./deadline";
import { JetStreamError, ServerRefusal, Unreachable, Unsupported } from "./errors";
import { requestFailure } from "./failures";
import { streamToken } from "./names";
import { object } from "./replies";

/** What a server says of a snapshot before it sends it. */
export interface SnapshotHead {
  /** Of the stream, complete. */
  readonly config: JsonObject;
  /** Of the stream when the snapshot was begun, as the server tells it. */
  readonly state: JsonObject;
}

/** The server broke a snapshot off, or the connection to it broke: what has arrived is not whole. */
export class SnapshotBroken extends JetStreamError {
  override readonly name = "SnapshotBroken";
}

/** What to take, and where it goes. */
export interface SnapshotRequest {
  /** Whether the server reads every message and compares its checksum first. */
  readonly check: boolean;
  /** Takes the next bytes; the server is told to go on when it is done. */
  readonly write: (chunk: Uint8Array) => Promise<void>;
}

/** The server has that much on its way at most, so that is what memory holds. */
const chunkBytes = 131_072;

/** For the first answer: the server may read the whole stream before. */
const checkMillis = 600_000;
const headMillis = 30_000;

/** A server that says nothing for so long is gone. */
const silenceMillis = 30_000;

/** err_codes of "snapshot failed", of one server and in a cluster: what a memory store says up to 2.14. */
const snapshotFailed = 10064;

/**
 * Takes a snapshot of a stream: messages, configuration, and consumers with their positions. The bytes are the server's own
 * form, which a restore takes as they are.
 *
 * @returns what the server said of it, once all has arrived
 * @throws Unsupported for a memory stream before 2.15, SnapshotBroken, ServerRefusal, Unreachable
 * @see nats-server server/jetstream_api.go, streamSnapshot
 */
export async function takeSnapshot(
  js: JetStream,
  stream: string,
  { check, write }: SnapshotRequest,
): Promise<SnapshotHead> {
  const { connection } = await js.link();
  const inbox = createInbox();
  const chunks = connection.subscribe(inbox);
  try {
    const head = await begin(js, stream, inbox, check);
    await receive(js, stream, { connection, chunks, inbox }, write);
    return head;
  } finally {
    chunks.unsubscribe();
  }
}

async function begin(
  js: JetStream,
  stream: string,
  inbox: string,
  check: boolean,
): Promise<SnapshotHead> {
  const chunk = Math.min(chunkBytes, js.server.maxPayloadBytes);
  const body = { deliver_subject: inbox, chunk_size: chunk, jsck: check };
  try {
    const deadlineMillis = check ? checkMillis : headMillis;
    const reply = await js.request(`STREAM.SNAPSHOT.${streamToken(stream)}`, body, {
      deadlineMillis,
      // a second one would send its chunks between those of the first
      totalMillis: 0,
    });
    return { config: object(reply["config"]), state: object(reply["state"]) };
  } catch (error) {
    const none = error instanceof ServerRefusal && error.errCode === snapshotFailed;
    if (!none || !/no impl/.test(error.description)) throw error;
    throw new Unsupported(
      `stream "${stream}": server ${js.server.version} takes no snapshot of a stream in memory; store it in files, or update the server to 2.15.0 or newer`,
      { cause: error },
    );
  }
}

/** Where chunks arrive. */
interface Arrival {
  readonly connection: NatsConnection;
  readonly chunks: Subscription;
  readonly inbox: string;
}

async function receive(
  js: JetStream,
  stream: string,
  arrival: Arrival,
  write: SnapshotRequest["write"],
): Promise<void> {
  const messages = arrival.chunks[Symbol.asyncIterator]();
  for (let received = 0; ;) {
    const message = await next(js, stream, arrival, messages);
    if (message.data.length === 0) {
      checkEnd(stream, message, received);
      return;
    }
    await write(message.data);
    received += message.data.length;
    // the last chunk asks for no answer
    if (message.reply !== undefined && message.reply !== "") message.respond();
  }
}

async function next(
  js: JetStream,
  stream: string,
  { connection, inbox }: Arrival,
  messages: AsyncIterator<Msg>,
): Promise<Msg> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<"silent">((resolve) => {
    timer = setTimeout(resolve, silenceMillis, "silent" as const);
  });
  try {
    const found = await Promise.race([messages.next(), silence]);
    if (found !== "silent" && found.done !== true) return found.value;
    const why =
      found === "silent" && !connection.isClosed()
        ? `the server fell silent for ${deadlineIn(silenceMillis).span}`
        : "the connection broke";
    throw new SnapshotBroken(`stream "${stream}": snapshot: ${why}; run again`);
  } catch (error) {
    if (error instanceof JetStreamError) throw error;
    throw subscriptionFailure(js, stream, inbox, error, await js.link());
  } finally {
    clearTimeout(timer);
  }
}

function subscriptionFailure(
  { target }: JetStream,
  stream: string,
  inbox: string,
  error: unknown,
  link: Awaited<ReturnType<JetStream["link"]>>,
): Error {
  const what = `stream "${stream}": snapshot`;
  const sent = { target, link, request: inbox, what, changes: false, deadline: deadlineIn(0) };
  const failure = requestFailure(error, sent);
  return failure instanceof Unreachable
    ? new SnapshotBroken(`${what}: the connection broke; run again`)
    : failure;
}

/** The end has a status from the second chunk on; where the server broke off, that says why. */
function checkEnd(stream: string, { headers }: Msg, received: number): void {
  const code = headers?.code ?? 0;
  if (code < 400 && received > 0) return;
  const why = code < 400 ? "it sent nothing" : (headers?.description ?? String(code));
  throw new SnapshotBroken(
    `stream "${stream}": snapshot: the server broke it off: ${why}; run again`,
  );
}
