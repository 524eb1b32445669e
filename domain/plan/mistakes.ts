import { consumerAsset, streamAsset } from "../assets";
import { type BucketDeclaration, withBucketStreams } from "../bucket/declareBuckets";
import { consumerFields, validateConsumer } from "../consumer/consumer";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import { wellFormed } from "../field/rules";
import type { LiveServer } from "./live";
import { copiedFor } from "../migration/marks";
import { bucketMistakes, type Mistaken } from "./planBuckets";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";
import { type StreamConfig, streamFields, validateStream } from "../stream/stream";
import { checkTopology } from "../topology/topology";

/** All that is wrong with a declaration itself. */
export interface Mistakes {
  readonly problems: readonly Problem[];
  /** Whether something is wrong with this stream, consumer or bucket by itself. */
  readonly invalid: (asset: string) => boolean;
  /** The streams with what of their configs has the right shape: what looks further may rely on that. */
  readonly sound: readonly StreamDeclaration[];
}

/**
 * Finds what is wrong with each declared stream, consumer and bucket by itself, and with all of them together.
 *
 * @param live absent: only what holds for every server is checked
 */
export function findMistakes(
  streams: readonly StreamDeclaration[],
  buckets: readonly BucketDeclaration[],
  live: LiveServer | undefined,
): Mistakes {
  const facts = live?.facts;
  const own = [
    ...streams.flatMap((stream) => streamMistakes(stream, facts)),
    ...bucketMistakes(buckets, facts),
  ];
  const mistaken = new Set(own.filter(({ found }) => found.length > 0).map(({ asset }) => asset));
  const invalid = (asset: string): boolean => mistaken.has(asset);
  const sound = streams.map((stream) => soundStream(stream, invalid));
  const everything = withBucketStreams(sound, buckets);
  const names = new Set(everything.map(({ name }) => name));
  const others =
    live?.streams.filter(({ name, config }) => !names.has(copiedFor(config) ?? name)) ?? [];
  const outside = others.map(({ config }) => config);
  const consumers = sound.flatMap((stream) => stream.consumers);
  return {
    problems: [
      ...own.flatMap(({ found }) => found),
      ...checkTopology(everything, consumers, facts, outside),
    ],
    invalid,
    sound,
  };
}

const streamMistakes = (
  { name, config, consumers }: StreamDeclaration,
  facts: ServerFacts | undefined,
): readonly Mistaken[] => [
  { asset: streamAsset(name), found: validateStream(name, config, facts) },
  ...consumers.map((consumer) => ({
    asset: consumerAsset(name, consumer.name),
    found: validateConsumer(name, consumer.name, consumer.config, config, facts),
  })),
];

function soundStream(
  stream: StreamDeclaration,
  invalid: (asset: string) => boolean,
): StreamDeclaration {
  const consumers = stream.consumers.map((consumer) =>
    invalid(consumerAsset(stream.name, consumer.name)) ? soundConsumer(consumer) : consumer,
  );
  const config = invalid(streamAsset(stream.name)) ? soundConfig(stream.config) : stream.config;
  return { ...stream, config, consumers };
}

/** One wrong subject in a list takes nothing away from what is said of the others. */
function soundConfig(config: StreamConfig): StreamConfig {
  const subjects: unknown = config.subjects;
  const texts = Array.isArray(subjects) && {
    subjects: subjects.filter((subject) => typeof subject === "string"),
  };
  return { ...wellFormed(streamFields, config), ...texts };
}

const soundConsumer = (consumer: ConsumerDeclaration): ConsumerDeclaration => ({
  ...consumer,
  config: wellFormed(consumerFields, consumer.config),
});
