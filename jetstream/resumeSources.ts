import { isObject, type JsonObject } from "../domain/json";
import { copiedFrom } from "../domain/migration/copied";
import { ownFields } from "../domain/migration/forms";
import type { ObservedStream } from "../domain/observed";
import { atLeast } from "../domain/server";
import type { JetStream } from "./connection";
import type { StoredMessage } from "./storedMessages";
import { text } from "./replies";
import { updateStream } from "./streams";
import { lastMessages } from "./tail";

/** Where the copying of one origin goes on. */
export interface Resumed {
  readonly origin: string;
  /** Of the origin; absent where no message told how far the copy is. */
  readonly startSequence?: number;
}

/** How many of the newest messages are looked at for the last one of each origin. */
const lookedAt = 256;

/**
 * @returns whether sources have to be given back after the restore: from 2.15 on a server takes an origin that was made again
 *   for another one, and copies all of it once more, which would double every message (seen on 2.15.1)
 */
export const doublesSources = (js: JetStream, { sources }: JsonObject): boolean =>
  Array.isArray(sources) && atLeast(js.server.version, "2.15.0");

/** @returns the config without sources, for a stream that gets them back by {@link resumeSources} */
export const withoutSources = (config: JsonObject): JsonObject => without(config, "sources");

/**
 * Gives a restored stream its sources, each to go on behind the last message that it has of it.
 *
 * @param config as it shall be, with sources
 */
export async function resumeSources(
  js: JetStream,
  stream: ObservedStream,
  config: JsonObject,
): Promise<readonly Resumed[]> {
  const [from, to] = [Number(stream.state?.firstSeq), Number(stream.state?.lastSeq)];
  const messages = await lastMessages(js, stream.name, { from, to }, lookedAt);
  const all = (Array.isArray(config["sources"]) ? config["sources"] : []).filter(isObject);
  const found = all.map((source) => ({ source, at: positionOf(source, messages) }));
  const sources = found.map(({ source, at }) => (at === undefined ? source : after(source, at)));
  await updateStream(js, stream.name, { ...ownFields(config), sources });
  // where nothing was ever copied, nothing can come twice
  if (to === 0) return [];
  return found
    .filter(({ source }) => source["external"] === undefined)
    .map(({ source, at }) => ({
      origin: text(source["name"]),
      ...(at !== undefined && { startSequence: at + 1 }),
    }));
}

/** A start by time would stand beside it. */
const after = (source: JsonObject, at: number): JsonObject => ({
  ...without(source, "opt_start_time"),
  opt_start_seq: at + 1,
});

const without = (config: JsonObject, field: string): JsonObject =>
  Object.fromEntries(Object.entries(config).filter(([key]) => key !== field));

/** @returns the sequence that the newest message of an origin had there */
function positionOf(source: JsonObject, messages: readonly StoredMessage[]): number | undefined {
  const { name, external, filter_subject: filter = ">", subject_transforms: transforms } = source;
  if (external !== undefined) return undefined;
  const found = messages.flatMap(({ headers }) => {
    const origin = copiedFrom(headers);
    if (origin === undefined || origin.stream !== name) return [];
    return transforms !== undefined || origin.filter === filter ? [origin.sequence] : [];
  });
  return found.length === 0 ? undefined : Math.max(...found);
}
