import type { ObservedStream, WireConfig } from "../domain/observed";
import type { JetStream } from "./connection";
import { type Offline, ServerRefusal, Unanswered } from "./errors";
import { streamToken } from "./names";
import { askedAlone, offlineStream } from "./offline";
import { allPages } from "./paging";
import { number, object, objects, streamOf, text, texts } from "./replies";

/** err_code of "stream not found": the only answer that means gone. */
const notFound = 10059;

/** How a config is sent. */
export interface WriteOptions {
  /** The server refuses what it would otherwise rewrite (from 2.11 on; ignored before). @default false */
  readonly pedantic?: boolean;
}

/** What a purge takes; nothing given: everything. `keep` and `seq` exclude each other. */
export interface PurgeOptions {
  /** Messages of this subject alone, which may hold wildcards. */
  readonly subject?: string;
  /** How many of the newest messages stay. */
  readonly keep?: number;
  /** Messages before this sequence, as a decimal string. */
  readonly seq?: string;
}

/** All streams of the account. */
export interface StreamListing {
  readonly streams: readonly ObservedStream[];
  /** Streams that exist but did not answer: their servers are down. */
  readonly missing: readonly string[];
  /** Streams that the server knows and cannot run, with its reason. From 2.12 on. */
  readonly offline: Readonly<Record<string, string>>;
}

/**
 * @returns the stream as it is now, or undefined where the server says that it does not exist
 * @throws Offline where it exists and no server that holds it answers
 */
export async function observeStream(
  js: JetStream,
  name: string,
): Promise<ObservedStream | undefined> {
  const ask = async (): Promise<ObservedStream> =>
    streamOf(await js.request(`STREAM.INFO.${streamToken(name)}`));
  const listed = async (): Promise<Offline | undefined> => {
    const { missing } = await listStreams(js);
    return missing.includes(name) ? offlineStream(name) : undefined;
  };
  return askedAlone(js, () => unlessGone(ask), listed);
}

/**
 * Creates a stream. Only after a look that found none: the server answers an equal config with success, and on 2.12.14
 * and 2.14.4 rewrites the time of creation, which can cost the stream's data (nats-server 8449).
 *
 * @throws ServerRefusal 10058 where the name is taken by another config, 10065 where a subject is
 */
export async function createStream(
  js: JetStream,
  name: string,
  config: WireConfig,
  options: WriteOptions = {},
): Promise<ObservedStream> {
  return write(js, "CREATE", name, config, options);
}

/**
 * Replaces the config of a stream: a field left out goes back to its default.
 *
 * @param config complete, without state and without `_nats.*` metadata
 * @throws ServerRefusal 10059 where there is no such stream
 */
export async function updateStream(
  js: JetStream,
  name: string,
  config: WireConfig,
  options: WriteOptions = {},
): Promise<ObservedStream> {
  return write(js, "UPDATE", name, config, options);
}

async function write(
  js: JetStream,
  verb: "CREATE" | "UPDATE",
  name: string,
  config: WireConfig,
  { pedantic = false }: WriteOptions,
): Promise<ObservedStream> {
  const body = { ...config, name, ...(pedantic && { pedantic }) };
  return streamOf(await js.request(`STREAM.${verb}.${streamToken(name)}`, body, { changes: true }));
}

/**
 * Deletes a stream with its messages and consumers. One that is gone already is done.
 *
 * @throws Unanswered where no answer came and the stream is still there
 */
export async function deleteStream(js: JetStream, name: string): Promise<void> {
  try {
    await unlessGone(() =>
      js.request(`STREAM.DELETE.${streamToken(name)}`, undefined, { changes: true }),
    );
  } catch (error) {
    if (!(error instanceof Unanswered) || (await observeStream(js, name)) !== undefined) {
      throw error;
    }
  }
}

/**
 * Deletes messages of a stream.
 *
 * @returns how many went
 * @throws ServerRefusal 10059 where there is no such stream, 10110 where it denies purging
 */
export async function purgeStream(
  js: JetStream,
  name: string,
  { subject, keep, seq }: PurgeOptions = {},
): Promise<number> {
  const body = {
    ...(subject !== undefined && { filter: subject }),
    ...(keep !== undefined && { keep }),
    ...(seq !== undefined && { seq }),
  };
  const api = `STREAM.PURGE.${streamToken(name)}`;
  return number((await js.request(api, body, { changes: true }))["purged"]);
}

/** @returns every stream of the account, each once, and those that are there but cannot be read */
export async function listStreams(js: JetStream): Promise<StreamListing> {
  const pages = await allPages(js, "STREAM.LIST", (page) => objects(page["streams"]).length);
  const streams = pages.flatMap((page) => objects(page["streams"]).map(streamOf));
  return {
    streams: [...new Map(streams.map((stream) => [stream.name, stream])).values()],
    missing: [...new Set(pages.flatMap((page) => texts(page["missing"])))],
    offline: Object.fromEntries(
      pages.flatMap((page) =>
        Object.entries(object(page["offline"])).map(([name, reason]) => [name, text(reason)]),
      ),
    ),
  };
}

async function unlessGone<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServerRefusal && error.errCode === notFound) return undefined;
    throw error;
  }
}
