import type { JsonObject } from "../json";
import type { Duration, Size } from "../units";

/**
 * A durable consumer as a person declares it. Every field is optional; what is left out has the server's default.
 * Neither its name nor its stream is in here: the name is the durable name.
 *
 * It pulls, or it is pushed to (`deliverSubject`): fields of the one do not compile with the other.
 *
 * @see nats-server server/consumer.go, ConsumerConfig
 */
export type ConsumerConfig = ConsumerSettings & (PullDelivery | PushDelivery);

/** Clients ask for messages. */
export interface PullDelivery {
  readonly deliverSubject?: never;
  readonly deliverGroup?: never;
  readonly idleHeartbeat?: never;
  readonly flowControl?: never;
  readonly rateLimitBps?: never;
  /** How many requests may wait at once. A change replaces the consumer. @default 512 */
  readonly maxWaiting?: number;
  /** The most messages a request may ask for; 0 is unlimited. @default 0 */
  readonly maxBatch?: number;
  /** The longest a request may wait, 1ms or more; "0s" is unlimited. @default "0s" */
  readonly maxExpires?: Duration;
  /** The most bytes a request may ask for; 0 is unlimited. @default 0 */
  readonly maxBytes?: Size | number;
  /** How groups of clients share the consumer (server 2.11, "prioritized" 2.12). @default "none" */
  readonly priorityPolicy?: "none" | "overflow" | "pinned_client" | "prioritized";
  /** Names of the groups, each up to 16 characters; needed with a `priorityPolicy`. */
  readonly priorityGroups?: readonly string[];
  /** After how long without a request another client is pinned (server 2.11). @default "2m" for "pinned_client" */
  readonly priorityTimeout?: Duration;
}

/** The server sends messages to a subject. */
export interface PushDelivery {
  /** Where messages are sent. Changes in place only while nobody is subscribed to the old one. */
  readonly deliverSubject: string;
  /** Only one subscriber of this queue group gets each message. */
  readonly deliverGroup?: string;
  /** A message without content is sent after so long without any, 100ms or more. A change replaces the consumer. */
  readonly idleHeartbeat?: Duration;
  /** The server waits for slow clients; needs `idleHeartbeat`. A change replaces the consumer. @default false */
  readonly flowControl?: boolean;
  /** The most bits a second; 0 is unlimited. @default 0 */
  readonly rateLimitBps?: number;
  readonly maxWaiting?: never;
  readonly maxBatch?: never;
  readonly maxExpires?: never;
  readonly maxBytes?: never;
  readonly priorityPolicy?: never;
  readonly priorityGroups?: never;
  readonly priorityTimeout?: never;
}

/** All of a consumer but the way messages come to the clients. */
export interface ConsumerSettings {
  /** For people, at most 4 KiB. */
  readonly description?: string;
  /** Where a new consumer begins. A change replaces the consumer. @default "all" */
  readonly deliverPolicy?:
    "all" | "last" | "new" | "by_start_sequence" | "by_start_time" | "last_per_subject";
  /** First sequence for "by_start_sequence", 1 to 2^53 - 1. A change replaces the consumer. */
  readonly optStartSeq?: number;
  /** First time for "by_start_time", RFC 3339. A change replaces the consumer. */
  readonly optStartTime?: string;
  /**
   * What clients acknowledge: each message, all up to one, or nothing ("flow_control": server 2.14, push only).
   * A change replaces the consumer.
   * @default "none"
   */
  readonly ackPolicy?: "none" | "all" | "explicit" | "flow_control";
  /** A message that is not acked for so long is delivered again. @default "30s", or the first of `backoff` */
  readonly ackWait?: Duration;
  /** How often a message is delivered at most; -1 is unlimited. @default -1 */
  readonly maxDeliver?: number;
  /** Waiting times before each redelivery, in order, no more of them than `maxDeliver`. */
  readonly backoff?: readonly Duration[];
  /**
   * Only messages that match one of these, which may not overlap. A set: order says nothing.
   * Changes in place, but the position does not move back.
   * @default all messages of the stream
   */
  readonly filterSubjects?: readonly string[];
  /** At once, or as fast as they were stored. A change replaces the consumer. @default "instant" */
  readonly replayPolicy?: "instant" | "original";
  /** Share of acknowledgements that are reported as samples, "0%" to "100%". */
  readonly sampleFreq?: `${number}%`;
  /** How many messages may be unacked at once; -1 is unlimited. @default 1000, or what the stream's `consumerLimits` say */
  readonly maxAckPending?: number;
  /** Messages come without their body. @default false */
  readonly headersOnly?: boolean;
  /** The server deletes the consumer after so long without a client; "0s" is never. @default "0s", or what the stream's `consumerLimits` say */
  readonly inactiveThreshold?: Duration;
  /** How many servers hold the consumer, 0 to 5; 0 takes the stream's. @default 0 */
  readonly replicas?: number;
  /** The position is kept in memory only. A change replaces the consumer. @default false */
  readonly memStorage?: boolean;
  /** Free keys and values, at most 128 KiB together; keys that begin with "_nats." are the server's. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Delivers nothing before this time, RFC 3339 (server 2.11). Changed by a request of its own. */
  readonly pauseUntil?: string;
  /** Fields of a newer server, in wire form (snake_case), sent as they stand. Fields named above do not belong here. */
  readonly raw?: JsonObject;
}
