import { consumersOf, streamNamed } from "../lookUp";
import { withCopy } from "../migration/underWay";
import type { ObservedConsumer, ObservedStream } from "../observed";
import type { ServerFacts } from "../server";

/** Everything of one account, read in one sweep. */
export interface LiveServer {
  readonly facts: ServerFacts;
  readonly streams: readonly ObservedStream[];
  readonly consumers: readonly ObservedConsumer[];
  /** Streams that the server names but cannot describe: no server that holds them answers. Never taken for deleted. */
  readonly missing: readonly string[];
  /** Consumers of which the same is true. @default none */
  readonly missingConsumers?: readonly Pick<ObservedConsumer, "stream" | "name">[];
}

/** @returns the stream of that name, where it is live */
export const liveStream = (
  { streams }: Pick<LiveServer, "streams">,
  name: string,
): ObservedStream | undefined => streamNamed(streams, name);

/** @returns the same together with the stream in between of its migration, where there is one */
export const liveWithCopy = (
  live: Pick<LiveServer, "streams">,
  name: string,
): ObservedStream | undefined => withCopy(name, liveStream(live, name), live.streams);

/** @returns the live consumers of a stream */
export const liveConsumers = (
  { consumers }: Pick<LiveServer, "consumers">,
  stream: string,
): readonly ObservedConsumer[] => consumersOf(consumers, stream);

/** @returns whether a consumer is there and cannot be read */
export const isMissing = (
  { missingConsumers = [] }: Pick<LiveServer, "missingConsumers">,
  stream: string,
  consumer: string,
): boolean => missingConsumers.some((one) => one.stream === stream && one.name === consumer);

/** @returns the subjects on which a live stream listens; a mirror has none */
export function liveSubjects({ config }: Pick<ObservedStream, "config">): readonly string[] {
  const { subjects } = config;
  return Array.isArray(subjects)
    ? subjects.flatMap((subject: unknown) => (typeof subject === "string" ? [subject] : []))
    : [];
}
