import { textOf } from "../field/kind";
import { atLeast } from "../server";
import type { Declared, Rule } from "../field/rules";
import { sourceRules } from "./streamSourceRules";
import { subjectRules } from "./streamSubjectRules";
import { formatDuration } from "../units";

type StreamRule = Rule<Declared>;

/** A rule that two fields do not go together, each under its wire name and value. */
const excludes = (
  [field, ...reads]: readonly [string, ...string[]],
  both: (wire: Declared["wire"]) => boolean,
  reason: string,
): StreamRule => ({ field, reads, broken: ({ wire }) => (both(wire) ? reason : undefined) });

const limits: readonly StreamRule[] = [
  excludes(
    ["duplicateWindow", "sources"],
    (wire) => wire["duplicate_window"] === 0 && !("sources" in wire),
    'got "0s", which only a stream with sources can have; write 100ms or more, or leave it out',
  ),
  {
    field: "duplicateWindow",
    reads: ["sources"],
    // seen on 2.10 to 2.12, which give such a stream two minutes, and on 2.14 and 2.15, which give it none
    broken: ({ wire, server }) =>
      wire["duplicate_window"] === 0 && server !== undefined && !atLeast(server.version, "2.14.0")
        ? `got "0s", which needs server 2.14; this one is ${server.version} and takes two minutes instead; leave it out`
        : undefined,
  },
  {
    field: "duplicateWindow",
    reads: ["maxAge", "sealed"],
    broken: ({ wire }) => {
      const [age, window] = [Number(wire["max_age"]), Number(wire["duplicate_window"] ?? 0)];
      return age > 0 && window > age
        ? `got "${formatDuration(window)}", longer than maxAge "${formatDuration(age)}"; shorten it or leave it out`
        : undefined;
    },
  },
  excludes(
    ["discardNewPerSubject", "discard"],
    (wire) => wire["discard_new_per_subject"] === true && wire["discard"] !== "new",
    'needs discard "new"; declare it, or leave this out',
  ),
  excludes(
    ["discardNewPerSubject", "maxMsgsPerSubject"],
    (wire) => wire["discard_new_per_subject"] === true && Number(wire["max_msgs_per_subject"]) <= 0,
    "needs maxMsgsPerSubject; declare it, or leave this out",
  ),
  {
    field: "replicas",
    reads: [],
    broken: ({ wire, server }) =>
      server !== undefined && !server.clustered && Number(wire["num_replicas"]) > 1
        ? `got ${textOf(wire["num_replicas"])}, but the server is standalone; use 1, or a cluster`
        : undefined,
  },
];

const deletion: readonly StreamRule[] = [
  excludes(
    ["denyPurge", "allowRollup", "subjectDeleteMarkerTtl", "allowMsgSchedules", "sealed"],
    (wire) =>
      wire["sealed"] !== true && wire["deny_purge"] === true && wire["allow_rollup_hdrs"] === true,
    "does not go with allowRollup, which subjectDeleteMarkerTtl and allowMsgSchedules turn on: rolling up purges; choose one",
  ),
  {
    field: "allowRollup",
    reads: ["subjectDeleteMarkerTtl", "allowMsgSchedules"],
    broken: ({ config, wire }) =>
      config["allowRollup"] === false && rollsUp(wire)
        ? "got false, but subjectDeleteMarkerTtl and allowMsgSchedules turn it on; leave it out"
        : undefined,
  },
  {
    field: "allowMsgTtl",
    reads: ["subjectDeleteMarkerTtl"],
    broken: ({ config, wire }) =>
      config["allowMsgTtl"] === false && "subject_delete_marker_ttl" in wire
        ? "got false, but subjectDeleteMarkerTtl turns it on; leave it out"
        : undefined,
  },
  excludes(
    ["sealed", "subjectDeleteMarkerTtl", "allowMsgSchedules"],
    (wire) => wire["sealed"] === true && rollsUp(wire),
    "does not go with subjectDeleteMarkerTtl and allowMsgSchedules: nothing is stored any more; leave those out",
  ),
];

const rollsUp = (wire: Declared["wire"]): boolean =>
  "subject_delete_marker_ttl" in wire || wire["allow_msg_schedules"] === true;

const counter = (field: string, both: (wire: Declared["wire"]) => boolean, what: string) =>
  excludes(
    ["allowMsgCounter", field],
    (wire) => wire["allow_msg_counter"] === true && both(wire),
    `does not go with ${what}; choose one`,
  );

const features: readonly StreamRule[] = [
  counter("discard", (wire) => wire["discard"] === "new", 'discard "new"'),
  counter("allowMsgTtl", (wire) => wire["allow_msg_ttl"] === true, "allowMsgTtl"),
  counter("allowMsgSchedules", (wire) => wire["allow_msg_schedules"] === true, "allowMsgSchedules"),
  counter("retention", (wire) => wire["retention"] !== "limits", 'retention other than "limits"'),
  excludes(
    ["allowMsgSchedules", "sources"],
    (wire) => wire["allow_msg_schedules"] === true && "sources" in wire,
    "does not go with sources (10187); choose one",
  ),
  {
    field: "allowMsgSchedules",
    reads: ["discard"],
    // 2.12.8 takes it, 2.14 and later refuse it
    broken: ({ wire, server }) =>
      wire["allow_msg_schedules"] === true &&
      wire["discard"] === "new" &&
      server !== undefined &&
      atLeast(server.version, "2.14.0")
        ? `server ${server.version} does not take it with discard "new"; choose one`
        : undefined,
  },
  excludes(
    ["persistMode", "storage"],
    (wire) => isAsync(wire) && wire["storage"] === "memory",
    'got "async", which needs storage "file"; leave one of them out',
  ),
  excludes(
    ["persistMode", "replicas"],
    (wire) => isAsync(wire) && Number(wire["num_replicas"]) > 1,
    'got "async", which needs replicas 1; leave one of them out',
  ),
  excludes(
    ["persistMode", "allowAtomic"],
    (wire) => isAsync(wire) && wire["allow_atomic"] === true,
    'got "async", which does not go with allowAtomic; choose one',
  ),
];

const isAsync = (wire: Declared["wire"]): boolean => wire["persist_mode"] === "async";

/** What a mirror may not have, by declared and wire name. Its messages are its origin's, one by one. */
const notOnMirrors = {
  subjects: "subjects",
  sources: "sources",
  firstSeq: "first_seq",
  allowMsgCounter: "allow_msg_counter",
  allowAtomic: "allow_atomic",
  allowBatched: "allow_batched",
  allowMsgSchedules: "allow_msg_schedules",
  subjectDeleteMarkerTtl: "subject_delete_marker_ttl",
};

const mirrors: readonly StreamRule[] = [
  ...Object.entries(notOnMirrors).map(([field, wireName]) =>
    excludes(
      [field, "mirror"],
      (wire) => "mirror" in wire && wireName in wire && wire[wireName] !== false,
      "a mirror has none: its messages are those of the stream that it copies; leave this out, or the mirror",
    ),
  ),
  excludes(
    ["mirrorDirect", "mirror"],
    (wire) => wire["mirror_direct"] === true && !("mirror" in wire),
    "only a mirror has it; use allowDirect, or leave it out",
  ),
];

/** All rules over several fields of one stream. */
export const streamRules: readonly StreamRule[] = [
  ...subjectRules,
  ...sourceRules,
  ...limits,
  ...deletion,
  ...features,
  ...mirrors,
];
