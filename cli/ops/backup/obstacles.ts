import { count, streamAsset } from "../../../domain/assets";
import { isMigrating } from "../../../domain/migration/underWay";
import type { ObservedStream } from "../../../domain/observed";
import { ownerOf, sameStack } from "../../../domain/ownership";
import { liveSubjects } from "../../../domain/plan/live";
import { atLeast } from "../../../domain/server";
import { subjectsOverlap } from "../../../domain/subject";
import type { JetStream } from "../../../jetstream/connection";
import { listStreams } from "../../../jetstream/streams";
import type { Restoration } from "./restorePlan";

/** What a server has in the way of a restore. */
export interface Obstacles {
  /** Everything that stands against it. */
  readonly problems: readonly string[];
  /** Empty streams of the same names, which go first. */
  readonly empty: readonly ObservedStream[];
}

/**
 * @param replaceEmpty whether streams of the same names may go that hold no messages
 * @returns what stands against restoring these streams on a server, and what has to go first
 */
export async function findObstacles(
  js: JetStream,
  restorations: readonly Restoration[],
  replaceEmpty: boolean,
): Promise<Obstacles> {
  const { streams } = await listStreams(js);
  const found = restorations.flatMap((one) => {
    const there = streams.find(({ name }) => name === one.name);
    return there ? [{ there, reason: reasonToStay(one, there, streams, replaceEmpty) }] : [];
  });
  const empty = found.flatMap(({ there, reason }) => (reason === undefined ? [there] : []));
  const reasons = new Map(found.map(({ there, reason }) => [there.name, reason]));
  const staying = streams.filter((stream) => !empty.includes(stream));
  const problems = restorations.flatMap((one) => {
    const reason = reasons.get(one.name);
    return [
      ...versionProblems(one, js.server.version),
      ...(reason === undefined ? subjectProblems(one, staying) : [reason]),
    ];
  });
  return { problems, empty };
}

/** @returns why a stream stays that has the name of one to be restored; undefined where it is empty and may go */
function reasonToStay(
  { name, config }: Restoration,
  there: ObservedStream,
  all: readonly ObservedStream[],
  replaceEmpty: boolean,
): string | undefined {
  const asset = streamAsset(name);
  if (isMigrating(name, { streams: all })) {
    return `${asset}: exists, and is in the middle of being made anew; let \`pulumi up\` end that first`;
  }
  const [owner, own] = [ownerOf(there.config), ownerOf(config)];
  const whose = owner === undefined ? "" : ` and belongs to "${owner}"`;
  const messages = there.state?.messages ?? 0;
  if (messages > 0) {
    return `${asset}: exists${whose}, with ${count(messages, "message")}, which a restore never touches: restore it under another name with --as, or, where these may go, purge it and restore with --replace-empty`;
  }
  if (owner !== undefined && (own === undefined || !sameStack(owner, own))) {
    return `${asset}: exists${whose}, not to the stack that it is restored for: restore it under another name with --as, or name that stack with --stack`;
  }
  return replaceEmpty
    ? undefined
    : `${asset}: exists${whose}, and is empty: add --replace-empty to delete it first, or restore it under another name with --as`;
}

function versionProblems({ entry, name, config }: Restoration, version: string): readonly string[] {
  if (atLeast(version, "2.15.0")) return [];
  const asset = streamAsset(name);
  if (atLeast(entry.server, "2.15.0")) {
    return [
      `${asset}: was taken from server ${entry.server}, whose snapshots server ${version} cannot read; update it to 2.15.0 or newer`,
    ];
  }
  return [
    ...(name === entry.name
      ? []
      : [
          `${asset}: server ${version} restores a snapshot under its own name alone, which is "${entry.name}"; leave out --as and restore it on another server, or update the server to 2.15.0 or newer`,
        ]),
    // 2.10 to 2.14 answer with success, and leave the stream empty
    ...(config["storage"] === "memory"
      ? [
          `${asset}: server ${version} restores no messages into memory; update the server to 2.15.0 or newer`,
        ]
      : []),
  ];
}

function subjectProblems(
  { name, config }: Restoration,
  live: readonly ObservedStream[],
): readonly string[] {
  return liveSubjects({ config }).flatMap((subject) => {
    const other = live.find((stream) =>
      liveSubjects(stream).some((taken) => subjectsOverlap(subject, taken)),
    );
    return other
      ? [
          `${streamAsset(name)}: subject "${subject}" belongs to ${streamAsset(other.name)}, and to one stream alone; restore it with --no-subjects, so that it listens to nothing but its own name`,
        ]
      : [];
  });
}
