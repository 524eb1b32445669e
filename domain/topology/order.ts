import type { StreamDeclaration } from "../declare";
import { originsOf } from "./flows";
import type { Move } from "../plan/moves";
import type { StreamConfig } from "../stream/streamConfig";

/** A stream and one that has to be dealt with before it. */
interface Wait {
  readonly stream: string;
  readonly first: string;
}

/** As much of a stream as its order depends on. */
type OrderedStream = Pick<StreamDeclaration, "name" | "config">;

/** What one stack declares on one server. */
export interface ServedStreams {
  readonly target: string;
  readonly streams: readonly OrderedStream[];
  readonly moves: readonly Move[];
}

/**
 * Which streams each stream has to wait for: those that give a subject up to it, since a server refuses the other order
 * (10065), and those it copies from, since a mirror takes over a setting of its origin when it is made. Streams that copy
 * from each other would wait for ever: the wait that closes a circle is left out.
 *
 * @returns by stream name; a stream that waits for none is absent
 */
export const waitsFor = (
  streams: readonly OrderedStream[],
  moves: readonly Move[],
): ReadonlyMap<string, readonly string[]> =>
  withoutCircles(waitsOn({ target: "", streams, moves }, (_, name) => name));

/**
 * The same for several servers, each with names of its own. A stream that copies from another server waits for the streams
 * of that name there: which of them answers to its API is known to the servers alone.
 *
 * @returns by {@link servedName}
 */
export function waitsAcross(
  served: readonly ServedStreams[],
): ReadonlyMap<string, readonly string[]> {
  return withoutCircles([
    ...served.flatMap((one) => waitsOn(one, servedName)),
    ...served.flatMap((one) => waitsAbroad(one, served)),
  ]);
}

/** @returns a name for a stream that no stream of another server has */
export const servedName = (target: string, stream: string): string => `${target} ${stream}`;

function waitsOn(
  { target, streams, moves }: ServedStreams,
  named: (target: string, stream: string) => string,
): readonly Wait[] {
  const names = new Set(streams.map(({ name }) => name));
  const wait = (stream: string, first: string): Wait => ({
    stream: named(target, stream),
    first: named(target, first),
  });
  return [
    ...moves.map(({ from, to }) => wait(to, from)),
    ...streams.flatMap((stream) =>
      originsOf(stream.config)
        .filter(({ name }) => names.has(name))
        .map(({ name }) => wait(stream.name, name)),
    ),
  ];
}

const waitsAbroad = (
  { target, streams }: ServedStreams,
  served: readonly ServedStreams[],
): readonly Wait[] =>
  streams.flatMap((stream) =>
    originsAbroad(stream.config).flatMap((origin) =>
      served
        .filter((other) => other.target !== target)
        .filter((other) => other.streams.some(({ name }) => name === origin))
        .map((other) => ({
          stream: servedName(target, stream.name),
          first: servedName(other.target, origin),
        })),
    ),
  );

const originsAbroad = ({ mirror, sources = [] }: StreamConfig): readonly string[] =>
  (mirror ? [mirror] : sources)
    .filter(({ external }) => external !== undefined)
    .map(({ name }) => name);

function withoutCircles(waits: readonly Wait[]): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const { stream, first } of waits) {
    if (reaches(first, stream, kept)) continue;
    kept.set(stream, [...new Set([...(kept.get(stream) ?? []), first])]);
  }
  return kept;
}

function reaches(
  start: string,
  end: string,
  waits: ReadonlyMap<string, readonly string[]>,
): boolean {
  return start === end || (waits.get(start) ?? []).some((next) => reaches(next, end, waits));
}
