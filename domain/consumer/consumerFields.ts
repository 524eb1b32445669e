import type { ConsumerConfig } from "./consumerConfig";
import type { ConsumerContext } from "./consumerContext";
import { fixedForConsumer, memStorageChange, consumerReplicasChange } from "./consumerChanges";
import { consumerAckFields } from "./consumerAckFields";
import { consumerDeliveryFields } from "./consumerDeliveryFields";
import type { Field } from "../field/fields";
import { count, duration, flag, oneOf, text } from "../field/kinds";
import { metadata } from "../field/structKinds";
import { inPlace } from "../field/verdicts";

/** A row of the table of consumer fields. */
export type ConsumerField = Field<ConsumerContext>;

/** The name of a field that a consumer may declare; `raw` holds what no row knows. */
export type ConsumerFieldName = Exclude<keyof ConsumerConfig, "raw">;

/**
 * Every field of a durable consumer up to server 2.15, once: read by validation, wire, plan and documentation.
 * A field that is declared but not listed, or the other way round, does not compile.
 * `direct` and `sourcing` are the server's own, for consumers that are not durable.
 *
 * @see nats-server server/consumer.go, ConsumerConfig
 */
export const consumerFields = {
  description: {
    wire: "description",
    kind: text(4096),
    since: "2.3.3",
    level: 0,
    default: null,
    change: inPlace(),
    doc: "what the consumer is for",
  },
  ...consumerDeliveryFields,
  ...consumerAckFields,
  inactiveThreshold: {
    wire: "inactive_threshold",
    kind: duration({ least: "1ms", zero: "never" }),
    since: "2.7.0",
    level: 0,
    default: 0,
    // limits of the stream can fill it in
    derived: { value: () => 0, mayBe: () => true },
    change: inPlace(),
    doc: "the server deletes the consumer after so long without a client",
  },
  replicas: {
    wire: "num_replicas",
    kind: count({ least: 0, most: 5 }),
    since: "2.8.3",
    level: 0,
    default: 0,
    change: consumerReplicasChange,
    doc: "how many servers hold the consumer; 0 takes the stream's",
  },
  memStorage: {
    wire: "mem_storage",
    kind: flag(),
    since: "2.8.3",
    level: 0,
    default: false,
    change: memStorageChange,
    doc: "the position is kept in memory only",
  },
  replayPolicy: {
    wire: "replay_policy",
    kind: oneOf({ instant: "2.2.0", original: "2.2.0" }),
    since: "2.2.0",
    level: 0,
    default: "instant",
    change: fixedForConsumer(),
    doc: "at once, or as fast as the messages were stored",
  },
  metadata: {
    wire: "metadata",
    kind: metadata(),
    since: "2.10.0",
    level: 0,
    default: null,
    change: inPlace(),
    doc: 'free keys and values; those that begin with "_nats." are the server\'s',
  },
} satisfies Record<ConsumerFieldName, ConsumerField>;
