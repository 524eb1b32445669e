import { mapSubject } from "../field/mapping";
import type { StreamConfig, StreamSource } from "../stream/streamConfig";
import { isSubset } from "../subject";

/** A stream in its system, as far as checks across streams need it. */
export interface DeclaredStream {
  readonly system: string;
  readonly name: string;
  readonly config: StreamConfig;
}

/** Declared streams by name; of a name that is declared twice, the first. */
export type StreamsByName = ReadonlyMap<string, DeclaredStream>;

/** @returns the streams by name, in the order declared */
export function byName<Stream extends DeclaredStream>(
  streams: readonly Stream[],
): ReadonlyMap<string, Stream> {
  const named = new Map<string, Stream>();
  for (const stream of streams) {
    named.set(stream.name, named.get(stream.name) ?? stream);
  }
  return named;
}

/**
 * The subjects on which a stream listens to publishers, which no two streams of an account may share.
 * Without any of its own, a stream that neither mirrors nor sources listens to its name.
 */
export function ownSubjects({ name, config }: DeclaredStream): readonly string[] {
  const { subjects = [], sources = [], mirror } = config;
  return subjects.length === 0 && sources.length === 0 && !mirror ? [name] : subjects;
}

/** @returns the streams of the same account that a stream copies from: its sources, or its mirror */
export function originsOf(config: StreamConfig): readonly StreamSource[] {
  const all = config.mirror ? [config.mirror] : (config.sources ?? []);
  return all.filter(({ external }) => external === undefined);
}

/** @returns under which subjects a stream stores what comes in under this pattern */
export function storedAs(config: StreamConfig, incoming: string): readonly string[] {
  const transform = config.subjectTransform;
  const mapped = transform && mapSubject(incoming, transform.src ?? "", transform.dest);
  if (mapped === undefined) {
    return [incoming];
  }
  // what the transform does not match keeps its subject
  return isSubset(incoming, transform?.src || ">") ? [mapped] : [mapped, incoming];
}

/** @returns under which subjects what the origin stores under this pattern arrives, none where it is filtered out */
export function copiedAs(source: StreamSource, stored: string): readonly string[] {
  const { filterSubject = "", subjectTransforms = [] } = source;
  const rules = subjectTransforms.length > 0 ? subjectTransforms : [{ src: filterSubject }];
  return rules.flatMap(({ src = "", dest = "" }) => mapSubject(stored, src, dest) ?? []);
}

/**
 * Every subject that a stream can hold, from publishers and from its origins.
 *
 * @returns patterns, or undefined where an origin lies outside these streams, so that nobody can tell
 */
export function storedSubjects(
  stream: DeclaredStream,
  streams: StreamsByName,
  above: ReadonlySet<string> = new Set(),
): readonly string[] | undefined {
  const { config } = stream;
  const found = [...ownSubjects(stream)];
  for (const source of config.mirror ? [config.mirror] : (config.sources ?? [])) {
    const origin = source.external ? undefined : streams.get(source.name);
    if (!origin) {
      return undefined;
    }
    // in a cycle the streams above have been asked already
    if (!above.has(source.name)) {
      const stored = storedSubjects(origin, streams, new Set([...above, stream.name]));
      if (!stored) {
        return undefined;
      }
      found.push(...stored.flatMap((subject) => copiedAs(source, subject)));
    }
  }
  return [...new Set(found.flatMap((subject) => storedAs(config, subject)))];
}
