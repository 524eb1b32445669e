import type { ConsumerContext } from "./consumerContext";
import { fixedForConsumer } from "./consumerChanges";
import type { Field } from "../field/fields";
import { count, duration, oneOf, pattern, size } from "../field/kinds";
import type { WireConfig } from "../observed";
import { list } from "../field/structKinds";
import { parseDuration } from "../units";
import { inPlace } from "../field/verdicts";

const ownMaxWaiting = (config: WireConfig): number | null =>
  config["deliver_subject"] === undefined ? 512 : null;

const ownPriorityTimeout = (config: WireConfig): number =>
  config["priority_policy"] === "pinned_client" ? parseDuration("2m") : 0;

/** What only consumers have whose clients ask for messages. */
export const consumerPullFields = {
  maxWaiting: {
    wire: "max_waiting",
    kind: count({ least: 1 }),
    since: "2.2.0",
    level: 0,
    default: null,
    derived: {
      value: ownMaxWaiting,
      mayBe: (value, config) => value === null || value === ownMaxWaiting(config),
    },
    change: fixedForConsumer(),
    doc: "pull: how many requests may wait at once; 512 unless declared",
  },
  maxBatch: {
    wire: "max_batch",
    kind: count({ least: 0 }),
    since: "2.7.0",
    level: 0,
    default: 0,
    // a limit of the server can fill it in
    derived: { value: () => 0, mayBe: () => true },
    change: inPlace(),
    doc: "pull: the most messages a request may ask for; 0 is no limit",
  },
  maxExpires: {
    wire: "max_expires",
    kind: duration({ least: "1ms", zero: "no limit" }),
    since: "2.7.0",
    level: 0,
    default: 0,
    change: inPlace(),
    doc: "pull: the longest a request may wait",
  },
  maxBytes: {
    wire: "max_bytes",
    kind: size({ unlimited: 0 }),
    since: "2.8.3",
    level: 0,
    default: 0,
    change: inPlace(),
    doc: "pull: the most bytes a request may ask for",
  },
  priorityPolicy: {
    wire: "priority_policy",
    kind: oneOf({
      none: "2.11.0",
      overflow: "2.11.0",
      pinned_client: "2.11.0",
      prioritized: "2.12.0",
    }),
    since: "2.11.0",
    level: 1,
    default: "none",
    change: inPlace(),
    doc: "pull: how groups of clients share the consumer",
  },
  priorityGroups: {
    wire: "priority_groups",
    kind: list(
      '["workers"]',
      pattern(
        'the name of a group: 1 to 16 letters, digits, "-", "_", "/" or "="',
        /^[a-zA-Z0-9/_=-]{1,16}$/,
      ),
    ),
    since: "2.11.0",
    level: 1,
    default: null,
    change: inPlace(),
    doc: "pull: names of the groups",
  },
  priorityTimeout: {
    wire: "priority_timeout",
    kind: duration({ least: "1ms", zero: "the default" }),
    since: "2.11.0",
    level: 1,
    default: 0,
    derived: {
      value: ownPriorityTimeout,
      mayBe: (value, config) => value === ownPriorityTimeout(config),
    },
    change: inPlace(),
    doc: 'pull: after how long without a request another client is pinned; "2m" unless declared',
  },
} satisfies Record<string, Field<ConsumerContext>>;
