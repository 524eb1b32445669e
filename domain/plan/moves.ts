import { streamAsset } from "../assets";
import { type DeclaredStream, ownSubjects } from "../topology/flows";
import { type LiveServer, liveStream, liveSubjects } from "./live";
import type { Note } from "./note";
import { isSubset, subjectIntersection, subjectsOverlap } from "../subject";
import { SubjectIndex } from "../subjectIndex";

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
  const held = heldBy(streams, live);
  return streams.flatMap((to) =>
    missingSubjects(to, live).flatMap((wanted) =>
      held
        .overlapping(wanted)
        .filter(({ stream }) => stream.name !== to.name)
        .flatMap((holder) => given(holder, wanted))
        .map(({ subject, from }) => ({ subject, from, to: to.name })),
    ),
  );
}

/** A declared stream with a subject on which it listens now. */
interface Holder {
  readonly stream: DeclaredStream;
  readonly subject: string;
}

function heldBy(streams: readonly DeclaredStream[], live: LiveServer): SubjectIndex<Holder> {
  const index = new SubjectIndex<Holder>();
  const observed = new Map(live.streams.map((stream) => [stream.name, stream]));
  for (const stream of streams) {
    const found = observed.get(stream.name);
    for (const subject of found ? liveSubjects(found) : []) index.add(subject, { stream, subject });
  }
  return index;
}

/** @returns declared subjects on which a stream does not listen yet */
export function missingSubjects(stream: DeclaredStream, live: LiveServer): readonly string[] {
  const observed = liveStream(live, stream.name);
  const held = observed ? liveSubjects(observed) : [];
  return ownSubjects(stream).filter((subject) => !held.some((other) => isSubset(subject, other)));
}

/** What a stream gives up of a wanted subject; nothing where it keeps some of that. */
function given(
  { stream, subject }: Holder,
  wanted: string,
): readonly { readonly subject: string; readonly from: string }[] {
  const kept = ownSubjects(stream);
  const both = subjectIntersection(subject, wanted);
  return both === undefined || kept.some((other) => subjectsOverlap(other, both))
    ? []
    : [{ subject: both, from: stream.name }];
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
