import type { JsonObject } from "../domain/json";
import type { ObservedConsumer, WireConfig } from "../domain/observed";
import { atLeast } from "../domain/server";
import type { JetStream } from "./connection";
import { type Offline, ServerRefusal, Unanswered, Unsupported } from "./errors";
import { consumerToken, streamToken } from "./names";
import { askedAlone, offlineConsumer } from "./offline";
import { allPages } from "./paging";
import { consumerOf, object, objects, texts } from "./replies";
import type { WriteOptions } from "./streams";

/** err_codes of "consumer not found" and "stream not found": without its stream a consumer is gone as well. */
const notFound: ReadonlySet<number> = new Set([10014, 10059]);

/**
 * @returns the consumer as it is now, or undefined where the server says that it, or its stream, does not exist
 * @throws Offline where it exists and no server that holds it answers
 */
export async function observeConsumer(
  js: JetStream,
  stream: string,
  name: string,
): Promise<ObservedConsumer | undefined> {
  const ask = async (): Promise<ObservedConsumer> =>
    consumerOf(await js.request(path("INFO", stream, name)));
  const listed = async (): Promise<Offline | undefined> => {
    const { missing } = await listConsumers(js, stream);
    return missing.includes(name) ? offlineConsumer(stream, name) : undefined;
  };
  return askedAlone(js, () => unlessGone(ask), listed);
}

/**
 * Creates a consumer.
 *
 * @throws ServerRefusal 10148 where there is one of that name with another config, 10059 where there is no such stream
 */
export async function createConsumer(
  js: JetStream,
  stream: string,
  name: string,
  config: WireConfig,
  options: WriteOptions = {},
): Promise<ObservedConsumer> {
  return write(js, "create", stream, name, config, options);
}

/**
 * Replaces the config of a consumer: a field left out goes back to its default. A pause is not changed by it, see
 * {@link pauseConsumer}.
 *
 * @param config complete, without `_nats.*` metadata
 * @throws ServerRefusal 10149 where there is no such consumer, 10012 where a field cannot change
 */
export async function updateConsumer(
  js: JetStream,
  stream: string,
  name: string,
  config: WireConfig,
  options: WriteOptions = {},
): Promise<ObservedConsumer> {
  return write(js, "update", stream, name, config, options);
}

async function write(
  js: JetStream,
  action: "create" | "update",
  stream: string,
  name: string,
  config: WireConfig,
  { pedantic = false }: WriteOptions,
): Promise<ObservedConsumer> {
  const body = { stream_name: stream, config, action, ...(pedantic && { pedantic }) };
  return consumerOf(
    await js.request(path("CREATE", stream, name), body, { changes: true, action }),
  );
}

/**
 * Deletes a consumer. One that is gone already, or whose stream is, is done.
 *
 * @throws Unanswered where no answer came and the consumer is still there
 */
export async function deleteConsumer(js: JetStream, stream: string, name: string): Promise<void> {
  try {
    await unlessGone(() => js.request(path("DELETE", stream, name), undefined, { changes: true }));
  } catch (error) {
    const gone =
      error instanceof Unanswered && (await observeConsumer(js, stream, name)) === undefined;
    if (!gone) throw error;
  }
}

/**
 * Stops delivery until a time, or resumes it.
 *
 * @param until RFC 3339; undefined resumes
 * @returns whether the consumer is paused now
 * @throws Unsupported before 2.11, where the request would stay without an answer
 */
export async function pauseConsumer(
  js: JetStream,
  stream: string,
  name: string,
  until?: string,
): Promise<boolean> {
  const { version } = js.server;
  if (!atLeast(version, "2.11.0")) {
    throw new Unsupported(
      `consumer "${name}" of stream "${stream}": pauseUntil: server ${version} cannot pause consumers; leave it out, or update the server to 2.11.0 or newer`,
    );
  }
  const body: JsonObject = until === undefined ? {} : { pause_until: until };
  const reply = await js.request(path("PAUSE", stream, name), body, { changes: true });
  return reply["paused"] === true;
}

/** The consumers of one stream. */
export interface ConsumerListing {
  readonly consumers: readonly ObservedConsumer[];
  /** Consumers that exist but did not answer: their servers are down, or cannot run them. */
  readonly missing: readonly string[];
}

/**
 * @returns every consumer of a stream, each once, and those that are there but cannot be read
 * @throws ServerRefusal 10059 where there is no such stream
 */
export async function listConsumers(js: JetStream, stream: string): Promise<ConsumerListing> {
  const api = `CONSUMER.LIST.${streamToken(stream)}`;
  const pages = await allPages(js, api, (page) => objects(page["consumers"]).length);
  const consumers = pages.flatMap((page) => objects(page["consumers"]).map(consumerOf));
  const silent = pages.flatMap((page) => [
    ...texts(page["missing"]),
    ...Object.keys(object(page["offline"])),
  ]);
  return {
    consumers: [...new Map(consumers.map((consumer) => [consumer.name, consumer])).values()],
    missing: [...new Set(silent)],
  };
}

/**
 * @returns every consumer of a stream: for what must not pass over one
 * @throws Offline where one of them cannot be read; else as {@link listConsumers}
 */
export async function everyConsumer(
  js: JetStream,
  stream: string,
): Promise<readonly ObservedConsumer[]> {
  const { consumers, missing } = await listConsumers(js, stream);
  const [first] = missing;
  if (first !== undefined) throw offlineConsumer(stream, first);
  return consumers;
}

const path = (verb: string, stream: string, name: string): string =>
  `CONSUMER.${verb}.${streamToken(stream)}.${consumerToken(name)}`;

async function unlessGone<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServerRefusal && notFound.has(error.errCode)) return undefined;
    throw error;
  }
}
