import { textOf } from "../field/kind";
import { type Declared, type Rule, textsOf } from "../field/rules";
import { atLeast } from "../server";
import { isSubset, overlapExample } from "../subject";
import type { WireConfig } from "../observed";
import { consumerStreamRules } from "./consumerStreamRules";
import { parseDuration } from "../units";

/** A consumer, with the stream it reads where that is known. */
export interface DeclaredConsumer extends Declared {
  /** As `streamToWire` makes it. */
  readonly stream?: WireConfig;
}

type ConsumerRule = Rule<DeclaredConsumer>;

const needs = (
  [field, ...reads]: readonly [string, ...string[]],
  broken: (wire: WireConfig) => boolean,
  reason: string,
): ConsumerRule => ({ field, reads, broken: ({ wire }) => (broken(wire) ? reason : undefined) });

const set = (wire: WireConfig, key: string): boolean =>
  wire[key] !== undefined && wire[key] !== 0 && wire[key] !== false && wire[key] !== "none";

const isPush = (wire: WireConfig): boolean => "deliver_subject" in wire;

const start: readonly ConsumerRule[] = [
  needs(
    ["optStartSeq", "deliverPolicy"],
    (wire) => "opt_start_seq" in wire && wire["deliver_policy"] !== "by_start_sequence",
    'needs deliverPolicy "by_start_sequence"; declare that, or leave this out',
  ),
  needs(
    ["optStartTime", "deliverPolicy"],
    (wire) => "opt_start_time" in wire && wire["deliver_policy"] !== "by_start_time",
    'needs deliverPolicy "by_start_time"; declare that, or leave this out',
  ),
  needs(
    ["deliverPolicy", "optStartSeq"],
    (wire) => wire["deliver_policy"] === "by_start_sequence" && !("opt_start_seq" in wire),
    'got "by_start_sequence"; declare optStartSeq as well',
  ),
  needs(
    ["deliverPolicy", "optStartTime"],
    (wire) => wire["deliver_policy"] === "by_start_time" && !("opt_start_time" in wire),
    'got "by_start_time"; declare optStartTime as well',
  ),
  needs(
    ["deliverPolicy", "filterSubjects"],
    (wire) => wire["deliver_policy"] === "last_per_subject" && filtersOf(wire).length === 0,
    'got "last_per_subject"; declare filterSubjects as well, [">"] for all',
  ),
];

const redelivery: readonly ConsumerRule[] = [
  {
    field: "backoff",
    reads: ["maxDeliver"],
    broken: ({ wire }) => {
      const [steps, most] = [textsOf(wire, "backoff").length, Number(wire["max_deliver"])];
      return most > 0 && steps > most
        ? `got ${steps} waiting times for maxDeliver ${most}; at most as many as deliveries are allowed`
        : undefined;
    },
  },
  needs(
    ["ackWait", "backoff"],
    (wire) => {
      const [first] = textsOf(wire, "backoff");
      return "ack_wait" in wire && first !== undefined && textOf(wire["ack_wait"]) !== first;
    },
    "differs from the first of backoff, which takes its place; leave it out",
  ),
];

const filters: ConsumerRule = {
  field: "filterSubjects",
  reads: [],
  broken: ({ wire, server }) => {
    const subjects = filtersOf(wire);
    const inside = subjects.flatMap((a, i) =>
      subjects.filter((b, j) => i !== j && isSubset(a, b)).map((b) => `"${a}" is part of "${b}"`),
    );
    // from 2.12.5 on filters may share subjects as long as none lies within another
    const strict = server !== undefined && !atLeast(server.version, "2.12.5");
    const shared = strict && inside.length === 0 ? overlaps(subjects) : [];
    const found = [...inside, ...shared];
    return found.length === 0
      ? undefined
      : `${found.join(", ")}; filters may not overlap (10138), leave one out or tell them apart`;
  },
};

const overlaps = (subjects: readonly string[]): readonly string[] =>
  subjects.flatMap((a, i) =>
    subjects
      .slice(i + 1)
      .map((b) => ({ b, example: overlapExample(a, b) }))
      .filter(({ example }) => example !== undefined)
      .map(({ b, example }) => `"${a}" and "${b}" both match "${String(example)}"`),
  );

const filtersOf = (wire: WireConfig): readonly string[] =>
  "filter_subject" in wire ? [textOf(wire["filter_subject"])] : textsOf(wire, "filter_subjects");

const pullOnly = {
  maxWaiting: "max_waiting",
  maxBatch: "max_batch",
  maxExpires: "max_expires",
  maxBytes: "max_bytes",
  priorityPolicy: "priority_policy",
};
const pushOnly = {
  deliverGroup: "deliver_group",
  idleHeartbeat: "idle_heartbeat",
  flowControl: "flow_control",
  rateLimitBps: "rate_limit_bps",
};

const delivery: readonly ConsumerRule[] = [
  ...Object.entries(pullOnly).map(([field, wireName]) =>
    needs(
      [field, "deliverSubject"],
      (wire) => isPush(wire) && set(wire, wireName),
      "is for consumers that clients pull from; leave it out, or deliverSubject",
    ),
  ),
  ...Object.entries(pushOnly).map(([field, wireName]) =>
    needs(
      [field, "deliverSubject", "ackPolicy"],
      (wire) => !isPush(wire) && set(wire, wireName) && wire["ack_policy"] !== "flow_control",
      "is for consumers that are pushed to; declare deliverSubject, or leave it out",
    ),
  ),
  needs(
    ["flowControl", "idleHeartbeat"],
    (wire) => wire["flow_control"] === true && !set(wire, "idle_heartbeat"),
    "needs idleHeartbeat; declare it as well",
  ),
  needs(
    ["maxAckPending", "ackPolicy", "deliverSubject"],
    (wire) => isPush(wire) && Number(wire["max_ack_pending"]) > 0 && wire["ack_policy"] === "none",
    'needs an ackPolicy other than "none"; declare one, or leave it out',
  ),
];

/** Acknowledging by flow control, for copying between streams. */
const flowControl: readonly ConsumerRule[] = [
  ["deliverSubject", (wire: WireConfig) => !isPush(wire), "deliverSubject"],
  ["flowControl", (wire: WireConfig) => wire["flow_control"] !== true, "flowControl true"],
  [
    "idleHeartbeat",
    (wire: WireConfig) => wire["idle_heartbeat"] !== parseDuration("1s"),
    'idleHeartbeat "1s"',
  ],
  ["maxAckPending", (wire: WireConfig) => wire["max_ack_pending"] === -1, "a maxAckPending"],
  ["ackWait", (wire: WireConfig) => "ack_wait" in wire, "no ackWait"],
  ["backoff", (wire: WireConfig) => "backoff" in wire, "no backoff"],
  ["maxDeliver", (wire: WireConfig) => Number(wire["max_deliver"]) > 0, "no maxDeliver"],
].map(([field, broken, what]) =>
  needs(
    ["ackPolicy", String(field)],
    (wire) => wire["ack_policy"] === "flow_control" && typeof broken === "function" && broken(wire),
    `got "flow_control", which needs ${String(what)}`,
  ),
);

const priority: readonly ConsumerRule[] = [
  needs(
    ["priorityPolicy", "priorityGroups"],
    (wire) => set(wire, "priority_policy") && !("priority_groups" in wire),
    "needs priorityGroups (10159); declare at least one",
  ),
  needs(
    ["priorityGroups", "priorityPolicy"],
    (wire) => "priority_groups" in wire && !set(wire, "priority_policy"),
    "needs a priorityPolicy; declare one, or leave it out",
  ),
  needs(
    ["priorityTimeout", "priorityPolicy"],
    (wire) => set(wire, "priority_timeout") && !set(wire, "priority_policy"),
    "needs a priorityPolicy; declare one, or leave it out",
  ),
];

const standalone: ConsumerRule = {
  field: "replicas",
  reads: [],
  broken: ({ wire, server }) =>
    server !== undefined && !server.clustered && Number(wire["num_replicas"]) > 1
      ? `got ${textOf(wire["num_replicas"])}, but the server is standalone; use 0 or 1, or a cluster`
      : undefined,
};

/** All rules over several fields of one consumer, and on what its stream allows. */
export const consumerRules: readonly ConsumerRule[] = [
  ...start,
  ...redelivery,
  filters,
  ...delivery,
  ...flowControl,
  ...priority,
  standalone,
  ...consumerStreamRules,
];
