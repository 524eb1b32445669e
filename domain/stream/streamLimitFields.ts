import type { Field } from "../field/fields";
import type { StreamContext } from "./streamContext";
import type { WireConfig } from "../observed";
import { count, duration, flag, oneOf, size } from "../field/kinds";
import { maxConsumersChange, placementChange, replicasChange } from "./streamChanges";
import {
  discardChange,
  maxAgeChange,
  maxBytesChange,
  maxMsgsChange,
  maxMsgsPerSubjectChange,
} from "./streamLimitChanges";
import { retentionChange } from "./streamRetentionChange";
import { consumerLimitsChange } from "./consumerLimitsChange";
import { consumerLimits, placement } from "./streamParts";
import { parseDuration } from "../units";
import { fixed, inPlace } from "../field/verdicts";

const mostInt32 = 2 ** 31 - 1;
const defaultWindow = parseDuration("2m");

/** The window that a server gives a stream of its own: two minutes, or the longest age where that is shorter. */
export function ownWindow(config: WireConfig): number {
  const age = config["max_age"];
  return typeof age === "number" && age > 0 ? Math.min(age, defaultWindow) : defaultWindow;
}

/** How much a stream keeps, where, and when messages go. */
export const streamLimitFields = {
  retention: {
    wire: "retention",
    kind: oneOf({ limits: "2.2.0", interest: "2.2.0", workqueue: "2.2.0" }),
    since: "2.2.0",
    level: 0,
    default: "limits",
    change: retentionChange,
    doc: "when a message may go: by limits alone, once every consumer has acknowledged it, or once one has",
  },
  maxMsgs: {
    wire: "max_msgs",
    kind: count({ least: 1, unlimited: -1 }),
    since: "2.2.0",
    level: 0,
    default: -1,
    change: maxMsgsChange,
    doc: "how many messages are kept",
  },
  maxBytes: {
    wire: "max_bytes",
    kind: size({ unlimited: -1 }),
    since: "2.2.0",
    level: 0,
    default: -1,
    change: maxBytesChange,
    doc: "how much is kept, headers included",
  },
  maxAge: {
    wire: "max_age",
    kind: duration({ least: "100ms", zero: "no limit" }),
    since: "2.2.0",
    level: 0,
    default: 0,
    change: maxAgeChange,
    doc: "how long a message is kept",
  },
  maxMsgsPerSubject: {
    wire: "max_msgs_per_subject",
    kind: count({ least: 1, unlimited: -1 }),
    since: "2.3.0",
    level: 0,
    default: -1,
    change: maxMsgsPerSubjectChange,
    doc: "how many messages are kept of each subject",
  },
  maxMsgSize: {
    wire: "max_msg_size",
    kind: size({ unlimited: -1, most: mostInt32 }),
    since: "2.2.0",
    level: 0,
    default: -1,
    change: inPlace("applies to messages from now on"),
    doc: "the largest message taken, headers included",
  },
  discard: {
    wire: "discard",
    kind: oneOf({ old: "2.2.0", new: "2.2.0" }),
    since: "2.2.0",
    level: 0,
    default: "old",
    change: discardChange,
    doc: "at a limit, drop the oldest message or refuse the new one",
  },
  discardNewPerSubject: {
    wire: "discard_new_per_subject",
    kind: flag(),
    since: "2.9.1",
    level: 0,
    default: false,
    change: inPlace("applies from now on"),
    doc: 'refuse a new message at the limit of its subject; needs discard "new" and maxMsgsPerSubject',
  },
  maxConsumers: {
    wire: "max_consumers",
    kind: count({ least: 1, unlimited: -1 }),
    since: "2.2.0",
    level: 0,
    default: -1,
    change: maxConsumersChange,
    doc: "how many consumers the stream may have",
  },
  consumerLimits: {
    wire: "consumer_limits",
    kind: consumerLimits(),
    since: "2.10.0",
    level: 0,
    default: null,
    change: consumerLimitsChange,
    doc: "bounds and defaults for the stream's consumers",
  },
  storage: {
    wire: "storage",
    kind: oneOf({ file: "2.2.0", memory: "2.2.0" }),
    since: "2.2.0",
    level: 0,
    default: "file",
    change: fixed("stream", "no server moves a stream between file and memory"),
    doc: "where messages are kept; a standalone server forgets a memory stream at its restart",
  },
  replicas: {
    wire: "num_replicas",
    kind: count({ least: 1, most: 5 }),
    since: "2.2.0",
    level: 0,
    default: 1,
    change: replicasChange,
    doc: "how many servers hold the stream; more than 1 needs a cluster",
  },
  placement: {
    wire: "placement",
    kind: placement(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: placementChange,
    doc: "which servers of a cluster may hold the stream",
  },
  duplicateWindow: {
    wire: "duplicate_window",
    kind: duration({ least: "100ms", zero: "none, which only a stream with sources can have" }),
    since: "2.2.0",
    level: 0,
    default: null,
    derived: {
      value: (config) => (config["mirror"] === undefined ? ownWindow(config) : null),
      // a limit of the server can shorten it, nothing lengthens it
      mayBe: (value) => value === null || Number(value) <= defaultWindow,
    },
    change: inPlace("message ids that were seen before still count"),
    doc: 'how long message ids are remembered, no longer than maxAge; "2m" or maxAge unless declared, none for a mirror',
  },
} satisfies Record<string, Field<StreamContext>>;
