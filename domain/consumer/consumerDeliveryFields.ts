import type { ConsumerContext } from "./consumerContext";
import {
  deliverSubjectChange,
  filterSubjectsChange,
  fixedForConsumer,
  pauseUntilChange,
} from "./consumerChanges";
import { consumerPullFields } from "./consumerPullFields";
import type { Field } from "../field/fields";
import {
  count,
  duration,
  flag,
  instant,
  literalSubject,
  oneOf,
  pattern,
  subject,
} from "../field/kinds";
import type { WireConfig } from "../observed";
import { set } from "../field/structKinds";
import { parseDuration } from "../units";
import { inPlace } from "../field/verdicts";

/** Acknowledging by flow control comes with it and with a heartbeat of one second. */
const flows = (config: WireConfig): boolean => config["ack_policy"] === "flow_control";

/** What is delivered, and how. */
export const consumerDeliveryFields = {
  filterSubjects: {
    wire: "filter_subjects",
    kind: set('["orders.created"]', subject()),
    since: "2.2.0",
    level: 0,
    default: null,
    change: filterSubjectsChange,
    doc: "only messages that match one of these; all unless declared",
  },
  deliverPolicy: {
    wire: "deliver_policy",
    kind: oneOf({
      all: "2.2.0",
      last: "2.2.0",
      new: "2.2.0",
      by_start_sequence: "2.2.0",
      by_start_time: "2.2.0",
      last_per_subject: "2.2.0",
    }),
    since: "2.2.0",
    level: 0,
    default: "all",
    change: fixedForConsumer(),
    doc: "where a new consumer begins",
  },
  optStartSeq: {
    wire: "opt_start_seq",
    kind: count({ least: 1 }),
    since: "2.2.0",
    level: 0,
    default: null,
    change: fixedForConsumer(),
    doc: 'first sequence for deliverPolicy "by_start_sequence"',
  },
  optStartTime: {
    wire: "opt_start_time",
    kind: instant(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: fixedForConsumer(),
    doc: 'first time for deliverPolicy "by_start_time"',
  },
  headersOnly: {
    wire: "headers_only",
    kind: flag(),
    since: "2.6.2",
    level: 0,
    default: false,
    change: inPlace(),
    doc: "messages come without their body",
  },
  pauseUntil: {
    wire: "pause_until",
    kind: instant(),
    since: "2.11.0",
    level: 1,
    default: null,
    change: pauseUntilChange,
    doc: "nothing is delivered before this time",
  },
  ...consumerPullFields,
  deliverSubject: {
    wire: "deliver_subject",
    kind: literalSubject(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: deliverSubjectChange,
    doc: "push: where messages are sent",
  },
  deliverGroup: {
    wire: "deliver_group",
    kind: pattern("the name of a queue group, without white space and dots", /^[^\s.*>]+$/),
    since: "2.4.0",
    level: 0,
    default: null,
    change: inPlace(),
    doc: "push: only one subscriber of this queue group gets each message",
  },
  idleHeartbeat: {
    wire: "idle_heartbeat",
    kind: duration({ least: "100ms", zero: "none" }),
    since: "2.2.0",
    level: 0,
    default: 0,
    derived: {
      value: (config) => (flows(config) ? parseDuration("1s") : 0),
      mayBe: (value, config) => value === (flows(config) ? parseDuration("1s") : 0),
    },
    change: fixedForConsumer(),
    doc: "push: a message without content is sent after so long without any",
  },
  flowControl: {
    wire: "flow_control",
    kind: flag(),
    since: "2.2.0",
    level: 0,
    default: false,
    derived: { value: flows, mayBe: (value, config) => value === flows(config) },
    change: fixedForConsumer(),
    doc: "push: the server waits for slow clients; needs idleHeartbeat",
  },
  rateLimitBps: {
    wire: "rate_limit_bps",
    kind: count({ least: 0 }),
    since: "2.2.0",
    level: 0,
    default: 0,
    change: inPlace(),
    doc: "push: the most bits a second; 0 is no limit",
  },
} satisfies Record<string, Field<ConsumerContext>>;
