import type { ObservedStream } from "../observed";
import { copiedFor, migrationMark } from "./marks";
import { standOf } from "./nextStep";

/**
 * A stream together with the stream in between of its migration, where there is one. Between deleting and creating it
 * that one is all there is: it counts as the stream.
 */
export function withCopy(
  name: string,
  live: ObservedStream | undefined,
  streams: readonly ObservedStream[],
): ObservedStream | undefined {
  const copy = copiesIn(streams).get(name);
  return copy ? { ...(live ?? { ...copy, name }), copy } : live;
}

const known = new WeakMap<readonly ObservedStream[], ReadonlyMap<string, ObservedStream>>();

/** Marks are texts to be parsed: thousands of streams are not read anew for each of them. */
function copiesIn(streams: readonly ObservedStream[]): ReadonlyMap<string, ObservedStream> {
  const found = known.get(streams);
  if (found) return found;
  const copies = new Map<string, ObservedStream>();
  for (const stream of streams) {
    const origin = copiedFor(stream.config);
    if (origin !== undefined && !copies.has(origin)) copies.set(origin, stream);
  }
  known.set(streams, copies);
  return copies;
}

/** @returns whether a stream is in the middle of a migration that has to go on, or be undone */
export const isUnderWay = (stream: ObservedStream): boolean =>
  stream.copy !== undefined ||
  migrationMark(stream.config) !== undefined ||
  standOf(stream.name, stream).retired;

/** @returns whether the stream of that name is, among all that are live */
export function isMigrating(
  name: string,
  { streams }: { readonly streams: readonly ObservedStream[] },
): boolean {
  const found = withCopy(
    name,
    streams.find((stream) => stream.name === name),
    streams,
  );
  return found !== undefined && isUnderWay(found);
}

/** @returns the part of a migrated stream that holds more messages: what deleting it would cost */
export function fuller(stream: ObservedStream): ObservedStream {
  const messages = ({ state }: ObservedStream): number => state?.messages ?? 0;
  return stream.copy && messages(stream.copy) > messages(stream)
    ? { ...stream.copy, name: stream.name }
    : stream;
}
