import { consumerAsset, streamAsset } from "../assets";
import { type ConsumerConfig, consumerFromWire, validateConsumer } from "../consumer/consumer";
import { asData } from "../field/fields";
import { same } from "../field/kind";
import { without } from "../field/rules";
import type { Json, JsonObject } from "../json";
import { isCopying, type ObservedConsumer, type ObservedStream } from "../observed";
import { ownerOf, usersOf, withoutMarks } from "../ownership";
import { problemLines } from "../problem";
import type { LiveServer } from "../plan/live";
import { type StreamConfig, streamFromWire, validateStream } from "../stream/stream";
import type { StreamDefinition, SystemDefinition } from "../system";
import { seenOrigin } from "../topology/mirrorDirect";
import { bucketDefinition, bucketsOf, type GeneratedBucket } from "./bucketDefinition";

/** A system made of what is live, and what could not be taken into it. */
export interface GeneratedSystem {
  readonly definition: SystemDefinition;
  /** Each complete: what was left out, and why. */
  readonly leftOut: readonly string[];
  /** Each complete: what is declared otherwise than one would think, and why. */
  readonly notes: readonly string[];
}

/** Fields that say what a stream is for: never the same by design. */
const ofOneStream = new Set(["subjects", "mirror", "sources", "metadata", "raw", "sealed"]);

/**
 * Declares what is live: every stream, bucket and durable consumer with what differs from the defaults, and no more. To
 * deploy that adopts them and changes nothing.
 *
 * @param name of the system: lower case with hyphens
 * @param live all streams of an account with their consumers
 */
export function systemOf(name: string, live: LiveServer): GeneratedSystem {
  const found = [...live.streams]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((stream) => ({ stream: stream.name, ...assetDefinition(stream, live) }));
  const taken = found.flatMap(({ stream, definition }) =>
    definition === undefined ? [] : [[stream, definition] as const],
  );
  const defaults = common(taken.map(([, { config }]) => config));
  const streams = taken.map(([stream, definition]) => [
    stream,
    { ...definition, config: differing(definition.config, defaults) },
  ]);
  return {
    definition: {
      name,
      title: name,
      namespace: name,
      service: "nats",
      naming: { streams: letters(taken.map(([stream]) => stream)), subjects: "lower-case" },
      defaults,
      streams: Object.fromEntries(streams) as Record<string, StreamDefinition>,
      ...bucketsOf(found.flatMap(({ bucket }) => (bucket === undefined ? [] : [bucket]))),
    },
    leftOut: [...found.flatMap(({ leftOut }) => leftOut), ...offline(live)],
    notes: found.flatMap(({ notes = [] }) => notes),
  };
}

const offline = ({ missing, missingConsumers = [] }: LiveServer): readonly string[] =>
  [
    ...missing.map((name) => streamAsset(name)),
    ...missingConsumers.map(({ stream, name }) => consumerAsset(stream, name)),
  ].map((asset) => `${asset}: no server that holds it answers; generate again when it is back`);

const letters = (names: readonly string[]): SystemDefinition["naming"]["streams"] =>
  names.some((name) => name !== name.toUpperCase()) ? "lower-case" : "upper-case";

/** What a live stream is declared as; neither where it is left out. */
interface Found {
  readonly definition?: StreamDefinition;
  readonly bucket?: GeneratedBucket;
  readonly leftOut: readonly string[];
  readonly notes?: readonly string[];
}

function assetDefinition(stream: ObservedStream, live: LiveServer): Found {
  const owner = ownerOf(stream.config);
  if (owner !== undefined) return { leftOut: [belongs(streamAsset(stream.name), owner)] };
  const found = bucketDefinition(stream, live);
  return found?.bucket ? found : { ...streamDefinition(stream, live), notes: found?.notes ?? [] };
}

function streamDefinition({ name, config: wire }: ObservedStream, live: LiveServer): Found {
  const { description = "", ...all } = streamFromWire(withoutMarks(wire), ["raw"]);
  const config = withoutFollowing(all, live);
  const problems = problemLines(validateStream(name, config, live.facts));
  if (problems.length > 0) return { leftOut: problems };
  const consumers = live.consumers
    .filter((consumer) => consumer.stream === name && !isCopying(consumer))
    .map((consumer) => ({ consumer, ...consumerDefinition(consumer, config, live) }));
  const declared = consumers.flatMap(({ consumer, definition }) =>
    definition === undefined ? [] : [[consumer.name, definition] as const],
  );
  return {
    definition: {
      purpose: description,
      usedBy: usersOf(wire),
      config,
      ...(declared.length > 0 && { consumers: Object.fromEntries(declared) }),
    },
    leftOut: consumers.flatMap(({ leftOut }) => leftOut),
  };
}

/** A mirror follows its origin at the next update of either: it need not say what it has at the moment. */
function withoutFollowing(config: StreamConfig, { streams }: LiveServer): StreamConfig {
  return streams.some(({ name }) => name === seenOrigin(config))
    ? without(asData(config), ["mirrorDirect"])
    : config;
}

interface FoundConsumer {
  readonly definition?: ConsumerConfig;
  readonly leftOut: readonly string[];
}

/** Consumers that are not durable come and go with their clients. */
function consumerDefinition(
  { stream, name, config: wire, state }: ObservedConsumer,
  streamConfig: StreamConfig,
  live: LiveServer,
): FoundConsumer {
  if (wire["durable_name"] === undefined) return { leftOut: [] };
  const owner = ownerOf(wire);
  if (owner !== undefined) return { leftOut: [belongs(consumerAsset(stream, name), owner)] };
  const { pause_until: pause, ...rest } = withoutMarks(wire);
  // a pause that is over stays in what the server says
  const paused = state?.paused === true && pause !== undefined ? { pause_until: pause } : {};
  const config = consumerFromWire({ ...rest, ...paused }, ["raw"]);
  const problems = validateConsumer(stream, name, config, streamConfig, live.facts);
  return problems.length > 0
    ? { leftOut: problemLines(problems) }
    : { definition: config, leftOut: [] };
}

const belongs = (asset: string, owner: string): string =>
  `${asset}: belongs to "${owner}", which declares it already`;

/** @returns fields that all of several streams declare alike */
function common(configs: readonly StreamConfig[]): StreamConfig {
  const [first = {}, ...others] = configs;
  const alike = Object.entries(first).filter(
    ([field, value]) =>
      !ofOneStream.has(field) &&
      others.length > 0 &&
      others.every((other) => same(value as Json, (other as JsonObject)[field] ?? null)),
  );
  return Object.fromEntries(alike);
}

const differing = (config: StreamConfig, defaults: StreamConfig): StreamConfig =>
  Object.fromEntries(Object.entries(config).filter(([field]) => !(field in defaults)));
