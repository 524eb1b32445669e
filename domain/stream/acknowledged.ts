import { atLeast } from "../server";
import { subjectsOverlap } from "../subject";
import type { Amount, Reader } from "./measured";

/**
 * How many messages a stream loses when its retention becomes "interest": those that every consumer which wants them has
 * acknowledged. What no filter matches stays. Seen on 2.10 to 2.15; an acknowledged message behind one that is not stays
 * on 2.10 and 2.11, and what a consumer skipped at its start stays before 2.15, so that some numbers are upper bounds.
 *
 * @param readers all consumers of the stream, at least one
 */
export function acknowledgedByAll(
  messages: number,
  readers: readonly Reader[],
  version: string,
): Amount {
  const acked = readers.map(({ wanted, waiting }) => Math.max(0, wanted - waiting));
  const together = acked.reduce((sum, each) => sum + each, 0);
  const heldBack = Math.max(...readers.map(({ waiting }) => waiting));
  const most = Math.max(0, Math.min(together, messages - heldBack));
  const sure = apart(readers) && readers.every((reader) => counts(reader, version));
  return { messages: most, certainty: sure || most === 0 ? "exactly" : "atMost" };
}

const counts = ({ unacked, fromTheStart }: Reader, version: string): boolean =>
  (unacked === 0 || atLeast(version, "2.12.0")) && (fromTheStart || atLeast(version, "2.15.0"));

/** Whether no message is wanted by two of them. */
const apart = (readers: readonly Reader[]): boolean =>
  readers.every((one, at) =>
    readers
      .slice(at + 1)
      .every((other) =>
        one.filters.every((a) => other.filters.every((b) => !subjectsOverlap(a, b))),
      ),
  );
