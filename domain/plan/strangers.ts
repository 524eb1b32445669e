import { quoted, streamAsset } from "../assets";
import { bucketOf } from "../bucket/bucket";
import type { DeclaredStream } from "../topology/flows";
import { ownSubjects } from "../topology/flows";
import { liveSubjects, type LiveServer } from "./live";
import { copiedFor } from "../migration/marks";
import { streamHolds } from "./loss";
import { missingSubjects } from "./moves";
import type { Note } from "./note";
import type { ObservedStream } from "../observed";
import { belongsTo, ownerOf, parseMark } from "../ownership";
import { subjectIntersection } from "../subject";

/** What live streams outside the declaration do to the declared ones. */
export interface Outsiders {
  readonly notes: readonly Note[];
  readonly refusals: readonly { readonly asset: string; readonly sentence: string }[];
}

/**
 * Finds live streams that are not declared and listen to a declared subject. As long as they do, a server refuses the
 * subject to any other stream (10065).
 *
 * @param isOurs whether a live stream carries this stack's mark: one that is no longer declared, soon deleted
 */
export function findOutsiders(
  streams: readonly DeclaredStream[],
  live: LiveServer,
  isOurs: (stream: ObservedStream) => boolean,
): Outsiders {
  const declared = new Set(streams.map(({ name }) => name));
  const outside = live.streams.filter(
    ({ name, config }) => !declared.has(copiedFor(config) ?? name),
  );
  const found = streams.flatMap((stream) =>
    outside.map((other) => meeting(stream, other, live, isOurs(other))),
  );
  return {
    notes: found.flatMap(({ notes }) => notes),
    refusals: found.flatMap(({ refusals }) => refusals),
  };
}

/**
 * @returns whether something live was deployed by this stack as part of a system: "system/stream". What a program makes of
 *   its own beside the systems, by `new Stream("ORDERS", ...)`, has a name without a slash and is in no plan
 */
export const deployedBy =
  (project: string, stack: string) =>
  ({ config }: Pick<ObservedStream, "config">): boolean => {
    const owner = ownerOf(config);
    const inSystem = owner !== undefined && parseMark(owner)?.logicalName.includes("/") === true;
    return inSystem && belongsTo(owner, project, stack);
  };

function meeting(
  stream: DeclaredStream,
  other: ObservedStream,
  live: LiveServer,
  ours: boolean,
): Outsiders {
  const asset = streamAsset(stream.name);
  const blocked = shared(missingSubjects(stream, live), other);
  const sentence = ours ? leaving : stranger;
  const refusals =
    blocked.length > 0 ? [{ asset, sentence: `${asset}: ${sentence(other, blocked)}` }] : [];
  const met = shared(ownSubjects(stream), other);
  const text = `${streamAsset(other.name)}, which is not declared, listens to ${quoted(met)} as well`;
  return {
    refusals,
    notes: blocked.length === 0 && met.length > 0 ? [{ asset, kind: "stranger", text }] : [],
  };
}

const shared = (subjects: readonly string[], other: ObservedStream): readonly string[] => [
  ...new Set(
    subjects.flatMap((subject) =>
      liveSubjects(other).flatMap((held) => subjectIntersection(subject, held) ?? []),
    ),
  ),
];

function stranger(other: ObservedStream, subjects: readonly string[]): string {
  const { holds } = streamHolds(other.state);
  const owner = ownerOf(other.config);
  const belongs = owner === undefined ? "" : ` and belongs to "${owner}"`;
  const name = JSON.stringify(other.name);
  return `the live stream ${name} is not declared${belongs}, and holds ${quoted(subjects)}${holds === undefined ? "" : `, with ${holds}`}; a subject belongs to one stream of an account, so the server would refuse this one; declare it ${asWhat(other)} to adopt it, or take these subjects from it by hand and copy its messages with sources: [{ name: ${name} }], or delete it`;
}

const asWhat = ({ name }: ObservedStream): string => {
  const bucket = bucketOf(name);
  return bucket
    ? `in buckets.${bucket.kind} under the name "${bucket.name}"`
    : `under the name ${JSON.stringify(name)}`;
};

function leaving(other: ObservedStream, subjects: readonly string[]): string {
  const name = JSON.stringify(other.name);
  return `the stream ${name} of this stack is no longer declared, but is deleted only after this one was made, and holds ${quoted(subjects)} until then; deploy twice: first keep ${name} declared without these subjects, its messages copied with sources: [{ name: ${name} }] where they are wanted, then remove it`;
}
