import { indexed } from "../indexed";
import { streamNamed } from "../lookUp";
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
  const copy = byOrigin(streams, name)[0];
  return copy ? { ...(live ?? { ...copy, name }), copy } : live;
}

/** Marks are texts to be parsed: thousands of streams are not read anew for each of them. */
const byOrigin = indexed(({ config }: ObservedStream) => copiedFor(config));

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
  const found = withCopy(name, streamNamed(streams, name), streams);
  return found !== undefined && isUnderWay(found);
}

/** @returns the part of a migrated stream that holds more messages: what deleting it would cost */
export function fuller(stream: ObservedStream): ObservedStream {
  const messages = ({ state }: ObservedStream): number => state?.messages ?? 0;
  return stream.copy && messages(stream.copy) > messages(stream)
    ? { ...stream.copy, name: stream.name }
    : stream;
}
