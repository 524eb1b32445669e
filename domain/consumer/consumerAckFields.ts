import type { ConsumerContext } from "./consumerContext";
import { fixedForConsumer } from "./consumerChanges";
import type { Field } from "../field/fields";
import type { Json } from "../json";
import { count, duration, oneOf, percent } from "../field/kinds";
import type { WireConfig } from "../observed";
import { list } from "../field/structKinds";
import { parseDuration } from "../units";
import { inPlace } from "../field/verdicts";

const acks = (config: WireConfig): boolean =>
  config["ack_policy"] === "explicit" || config["ack_policy"] === "all";

/** The first waiting time, or half a minute where anything is acknowledged. */
function ownAckWait(config: WireConfig): Json {
  const { backoff } = config;
  const [first] = Array.isArray(backoff) ? (backoff as readonly Json[]) : [];
  return first ?? (acks(config) ? parseDuration("30s") : null);
}

/** How messages are acknowledged and delivered again. */
export const consumerAckFields = {
  ackPolicy: {
    wire: "ack_policy",
    kind: oneOf({ none: "2.2.0", all: "2.2.0", explicit: "2.2.0", flow_control: "2.14.0" }),
    since: "2.2.0",
    level: 0,
    default: "none",
    change: fixedForConsumer(),
    doc: "what clients acknowledge: each message, all up to one, or nothing",
  },
  ackWait: {
    wire: "ack_wait",
    kind: duration({ least: "1ms" }),
    since: "2.2.0",
    level: 0,
    default: null,
    derived: {
      value: ownAckWait,
      mayBe: (value, config) => value === null || value === ownAckWait(config),
    },
    change: inPlace(),
    doc: 'a message that is not acknowledged for so long is delivered again; "30s" or the first of backoff unless declared',
  },
  maxDeliver: {
    wire: "max_deliver",
    kind: count({ least: 1, unlimited: -1 }),
    since: "2.2.0",
    level: 0,
    default: -1,
    change: inPlace(),
    doc: "how often a message is delivered at most",
  },
  backoff: {
    wire: "backoff",
    kind: list('["1s", "1m"]', duration({ least: "1ms" })),
    since: "2.7.1",
    level: 0,
    default: null,
    change: inPlace("changes in place; ackWait becomes its first"),
    doc: "waiting times before each redelivery, in order",
  },
  maxAckPending: {
    wire: "max_ack_pending",
    kind: count({ least: 1, unlimited: -1, zero: "default" }),
    since: "2.2.0",
    level: 0,
    default: null,
    derived: {
      value: (config) => (acks(config) ? 1000 : null),
      // limits of stream, server and account play in
      mayBe: () => true,
    },
    change: inPlace(),
    doc: "how many messages may be unacknowledged at once; 1000 or the stream's limit unless declared",
  },
  sampleFreq: {
    wire: "sample_freq",
    kind: percent(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: inPlace(),
    doc: "share of acknowledgements that are reported as samples",
  },
} satisfies Record<string, Field<ConsumerContext>>;
