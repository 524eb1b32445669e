import type { StreamDeclaration } from "../declare";
import { originsOf } from "./flows";
import type { Move } from "../plan/moves";

/** A stream and one that has to be dealt with before it. */
interface Wait {
  readonly stream: string;
  readonly first: string;
}

/**
 * Which streams each stream has to wait for: those that give a subject up to it, since a server refuses the other order
 * (10065), and those it copies from, since a mirror takes over a setting of its origin when it is made. Streams that copy
 * from each other would wait for ever: the wait that closes a circle is left out.
 *
 * @returns by stream name; a stream that waits for none is absent
 */
export function waitsFor(
  streams: readonly Pick<StreamDeclaration, "name" | "config">[],
  moves: readonly Move[],
): ReadonlyMap<string, readonly string[]> {
  const names = new Set(streams.map(({ name }) => name));
  const waits: readonly Wait[] = [
    ...moves.map(({ from, to }) => ({ stream: to, first: from })),
    ...streams.flatMap((stream) =>
      originsOf(stream.config)
        .filter(({ name }) => names.has(name))
        .map(({ name }) => ({ stream: stream.name, first: name })),
    ),
  ];
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
