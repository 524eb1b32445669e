import { indexed } from "./indexed";
import type { ObservedConsumer, ObservedStream } from "./observed";

const byName = indexed(({ name }: ObservedStream) => name);
const byStream = indexed(({ stream }: ObservedConsumer) => stream);

/** @returns the stream of that name, found without going through all of them */
export const streamNamed = (
  streams: readonly ObservedStream[],
  name: string,
): ObservedStream | undefined => byName(streams, name)[0];

/** @returns the consumers of that stream, in the order of the list */
export const consumersOf = (
  consumers: readonly ObservedConsumer[],
  stream: string,
): readonly ObservedConsumer[] => byStream(consumers, stream);
