import { streamAsset } from "../assets";
import { type DeclaredStream, ownSubjects } from "../topology/flows";
import { liveSubjects, type LiveServer } from "./live";
import type { Note } from "./note";
import { isSubset, subjectIntersection, subjectsOverlap } from "../subject";

/** A subject that goes from one declared stream to another. */
export interface Move {
  readonly subject: string;
  /** Gives the subject up, and has to do so first: a server refuses the other order (10065). */
  readonly from: string;
  readonly to: string;
}

/** @returns every subject that a declared stream takes from another live one which gives it up in the same plan */
export function subjectMoves(
  streams: readonly DeclaredStream[],
  live: LiveServer,
): readonly Move[] {
  return streams.flatMap((to) =>
    missingSubjects(to, live).flatMap((wanted) =>
      streams
        .filter(({ name }) => name !== to.name)
        .flatMap((from) => given(from, wanted, live))
        .map(({ subject, from }) => ({ subject, from, to: to.name })),
    ),
  );
}

/** @returns declared subjects on which a stream does not listen yet */
export function missingSubjects(stream: DeclaredStream, live: LiveServer): readonly string[] {
  const observed = live.streams.find(({ name }) => name === stream.name);
  const held = observed ? liveSubjects(observed) : [];
  return ownSubjects(stream).filter((subject) => !held.some((other) => isSubset(subject, other)));
}

function given(
  from: DeclaredStream,
  wanted: string,
  live: LiveServer,
): readonly { readonly subject: string; readonly from: string }[] {
  const observed = live.streams.find(({ name }) => name === from.name);
  const kept = ownSubjects(from);
  return (observed ? liveSubjects(observed) : [])
    .flatMap((subject) => subjectIntersection(subject, wanted) ?? [])
    .filter((subject) => !kept.some((other) => subjectsOverlap(other, subject)))
    .map((subject) => ({ subject, from: from.name }));
}

/** @returns moves that a single deployment can do in order, and those that wait for each other in a circle */
export function orderMoves(moves: readonly Move[]): {
  readonly ordered: readonly Move[];
  readonly circular: readonly Move[];
} {
  const circular = moves.filter(({ from, to }) => leads(from, to, moves));
  return { ordered: moves.filter((move) => !circular.includes(move)), circular };
}

/** Whether a stream waits, directly or not, for another to give something up. */
function leads(waiting: string, wanted: string, moves: readonly Move[]): boolean {
  const visited = new Set<string>();
  const queue = [waiting];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const ahead = moves.filter(({ to }) => to === name).map(({ from }) => from);
    if (ahead.includes(wanted)) {
      return true;
    }
    visited.add(name);
    queue.push(...ahead.filter((other) => !visited.has(other)));
  }
  return false;
}

/** What a move means for publishers. */
export const moveNote = ({ subject, from, to }: Move): Note => ({
  asset: streamAsset(to),
  kind: "move",
  text: `takes "${subject}" over from ${streamAsset(from)}, which gives it up first; for a moment in between, publishing there gets no responder`,
});

/** Why moves in a circle need two deployments. */
export const circularRefusal = ({ subject, from, to }: Move): string =>
  `${streamAsset(to)}: takes "${subject}" from ${streamAsset(from)}, which takes a subject from this one in turn, so that neither can go first; deploy twice: first leave "${subject}" out of both, then declare it here`;
