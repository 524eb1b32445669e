import { streamAsset } from "../assets";
import {
  copiedAs,
  originsOf,
  ownSubjects,
  storedAs,
  storedSubjects,
  type DeclaredStream,
  type StreamsByName,
} from "./flows";
import { mapSubject } from "../field/mapping";
import type { Problem } from "../problem";
import { subjectIntersection } from "../subject";

/** Messages on their way: who stores them, under which subjects, and through whom they came. */
interface Stop {
  readonly stream: DeclaredStream;
  readonly subject: string;
  readonly way: readonly string[];
}

/**
 * Messages that go round for ever: republished by one stream, stored by another, and brought back by its republish or
 * by a source. A server refuses only what republishes onto the same stream's subjects; on the longer ways one publish
 * made 76 messages in each of two streams within 0.4 s, seen on 2.10 to 2.15.
 */
export function republishLoops(streams: StreamsByName): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const stream of streams.values()) {
    const way = loopOf(stream, streams);
    const key = way && [...new Set(way)].sort().join(" ");
    if (way && key !== undefined && !found.has(key)) {
      found.set(key, problem(stream, way));
    }
  }
  return [...found.values()];
}

/** @returns streams of the account that store what a stream republishes, itself aside, and under which subjects */
export function republishedTo(
  { name, config }: DeclaredStream,
  subject: string,
  streams: StreamsByName,
): readonly { readonly stream: DeclaredStream; readonly subject: string }[] {
  const { republish } = config;
  const out = republish && mapSubject(subject, republish.src ?? "", republish.dest);
  if (out === undefined) {
    return [];
  }
  return [...streams.values()]
    .filter((stream) => stream.name !== name)
    .flatMap((stream) =>
      ownSubjects(stream)
        .flatMap((own) => subjectIntersection(out, own) ?? [])
        .flatMap((incoming) => storedAs(stream.config, incoming))
        .map((stored) => ({ stream, subject: stored })),
    );
}

/** @returns the streams from this one round to itself, where what it republishes comes back to be republished again */
function loopOf(start: DeclaredStream, streams: StreamsByName): readonly string[] | undefined {
  if (!start.config.republish) {
    return undefined;
  }
  const subjects = storedSubjects(start, streams) ?? [">"];
  const stops: Stop[] = subjects.flatMap((subject) =>
    republishedTo(start, subject, streams).map((to) => ({
      ...to,
      way: [start.name, to.stream.name],
    })),
  );
  const visited = new Set<string>();
  for (let stop = stops.shift(); stop; stop = stops.shift()) {
    const key = JSON.stringify([stop.stream.name, stop.subject]);
    if (stop.stream.name === start.name && republishedTo(start, stop.subject, streams).length > 0) {
      return stop.way;
    }
    // a subject may grow on every hop: a way that needs more hops than there are streams meets one twice
    if (!visited.has(key) && stop.way.length <= streams.size) {
      visited.add(key);
      stops.push(...next(stop, streams));
    }
  }
  return undefined;
}

function next({ stream, subject, way }: Stop, streams: StreamsByName): readonly Stop[] {
  const republished = republishedTo(stream, subject, streams);
  const copied = [...streams.values()].flatMap((copy) =>
    originsOf(copy.config)
      .filter(({ name }) => name === stream.name)
      .flatMap((source) => copiedAs(source, subject))
      .flatMap((incoming) => storedAs(copy.config, incoming))
      .map((stored) => ({ stream: copy, subject: stored })),
  );
  return [...republished, ...copied].map((to) => ({ ...to, way: [...way, to.stream.name] }));
}

function problem({ name, config }: DeclaredStream, way: readonly string[]): Problem {
  const dest = config.republish?.dest ?? "";
  return {
    path: `${streamAsset(name)}: republish`,
    reason: `got dest "${dest}", which brings each message back: ${way.map((stop) => `"${stop}"`).join(" to ")}; no server detects it, and one message becomes endlessly many; narrow republish.src or change republish.dest of one of these streams`,
  };
}
