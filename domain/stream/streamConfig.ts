import type { JsonObject } from "../json";
import type { Duration, Size } from "../units";

/**
 * A stream as a person declares it. Every field is optional; what is left out has the server's default.
 * The stream's name is not in here: it is the key under which the stream is declared.
 *
 * Either a mirror, or a stream with subjects and sources of its own: the two do not compile together.
 *
 * @see nats-server server/stream.go, StreamConfig
 */
export type StreamConfig = StreamSettings & (MirrorOrigin | OwnOrigin);

/** The stream is a read-only copy of another one. */
export interface MirrorOrigin {
  /**
   * The stream that this one copies. Adding or changing it replaces the stream;
   * removing it (promotion) is done in place from server 2.12 on and is one-way.
   */
  readonly mirror: StreamSource;
  readonly subjects?: never;
  readonly sources?: never;
  readonly firstSeq?: never;
  readonly allowMsgCounter?: never;
  readonly allowMsgSchedules?: never;
}

/** The stream stores what is published to its subjects, and copies of other streams' messages. */
export interface OwnOrigin {
  readonly mirror?: never;
  /**
   * What is stored, wildcards allowed; no two streams of an account may share a subject. A set: order says nothing.
   * After one is removed its messages stay, but publishing there gets no responder.
   * @default [name], or none where there are sources
   */
  readonly subjects?: readonly string[];
  /** Streams whose messages are copied into this one. A changed filter copies from the start, which doubles messages. */
  readonly sources?: readonly StreamSource[];
  /**
   * Sequence number of the first message, 1 to 2^53 - 1. Create-only: a server takes a later change without
   * a word and deletes every message at its next restart, so a change replaces the stream.
   */
  readonly firstSeq?: number;
  /** Messages are counters that are added up (server 2.12). A change replaces the stream. @default false */
  readonly allowMsgCounter?: boolean;
  /** Delayed and repeated publishing by header (server 2.12); turns `allowRollup` on. One-way. @default false */
  readonly allowMsgSchedules?: boolean;
}

/** All of a stream but where its messages come from. */
export interface StreamSettings {
  /** For people, at most 4 KiB. */
  readonly description?: string;
  /**
   * When a message may go: by limits alone, once every consumer has acked it, or once one has.
   * From limits to interest deletes what was acked; to or from workqueue replaces the stream.
   * @default "limits"
   */
  readonly retention?: "limits" | "interest" | "workqueue";
  /** How many consumers the stream may have; -1 is unlimited. @default -1 */
  readonly maxConsumers?: number;
  /** How many messages it keeps; -1 is unlimited. Lowering deletes the oldest, unless `discard` is "new". @default -1 */
  readonly maxMsgs?: number;
  /** How much it keeps, headers included; -1 is unlimited. Lowering deletes the oldest, unless `discard` is "new". @default -1 */
  readonly maxBytes?: Size | number;
  /** How many messages it keeps of each subject; -1 is unlimited. Lowering deletes the oldest. @default -1 */
  readonly maxMsgsPerSubject?: number;
  /** How long a message is kept, 100ms or more; "0s" is for ever. Lowering deletes what is older. @default "0s" */
  readonly maxAge?: Duration;
  /** The largest message taken, headers included, up to 2147483647 bytes; -1 is unlimited. @default -1 */
  readonly maxMsgSize?: Size | number;
  /** At a limit, drop the oldest message or refuse the new one. @default "old" */
  readonly discard?: "old" | "new";
  /** Refuse a new message at the limit of its subject; needs `discard` "new" and `maxMsgsPerSubject`. @default false */
  readonly discardNewPerSubject?: boolean;
  /** Where messages are kept. A standalone server forgets a memory stream at its restart. A change replaces the stream. @default "file" */
  readonly storage?: "file" | "memory";
  /** How many servers hold the stream, 1 to 5; more than 1 needs a cluster. @default 1 */
  readonly replicas?: number;
  /** Do not acknowledge publishing. @default false */
  readonly noAck?: boolean;
  /**
   * How long message ids (`Nats-Msg-Id`) are remembered, 100ms or more and no longer than `maxAge`; "0s" is not at all,
   * for a stream with sources (server 2.14).
   * @default "2m", or `maxAge` where that is shorter; none for a mirror
   */
  readonly duplicateWindow?: Duration;
  /** Which servers of a cluster may hold the stream; a change moves it. */
  readonly placement?: Placement;
  /** How the file store packs messages; applies to what is written from then on. @default "none" */
  readonly compression?: "none" | "s2";
  /** Renames the subject of each message as it is stored; applies to new messages. */
  readonly subjectTransform?: SubjectTransform;
  /** Publishes each stored message once more, on another subject. */
  readonly republish?: Republish;
  /** Reads of single messages may be answered by any replica. @default false */
  readonly allowDirect?: boolean;
  /** A mirror answers direct reads for its origin; a server that sees the origin takes its `allowDirect` instead. */
  readonly mirrorDirect?: boolean;
  /**
   * Nothing is added or deleted any more: keeps every message for ever, turns `denyDelete` and `denyPurge` on.
   * Not possible when the stream is created. One-way.
   * @default false
   */
  readonly sealed?: boolean;
  /** Messages cannot be deleted by request. One-way. @default false */
  readonly denyDelete?: boolean;
  /** The stream cannot be purged; excludes `allowRollup`. One-way. @default false */
  readonly denyPurge?: boolean;
  /** A message may replace all earlier ones of its subject or stream by header. @default false */
  readonly allowRollup?: boolean;
  /** Bounds and defaults for the stream's consumers. */
  readonly consumerLimits?: ConsumerLimits;
  /** Free keys and values, at most 128 KiB together; keys that begin with "_nats." are the server's. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Messages may carry their own time to live (server 2.11). One-way. @default false */
  readonly allowMsgTtl?: boolean;
  /**
   * When the last message of a subject expires, a marker stays for this long, 1s or more (server 2.11);
   * turns `allowMsgTtl` and `allowRollup` on.
   */
  readonly subjectDeleteMarkerTtl?: Duration;
  /** Batches are stored all or not at all (server 2.12). @default false */
  readonly allowAtomic?: boolean;
  /** "async" acknowledges before the disk has it (server 2.12), for one replica on file. A change replaces the stream. @default "default" */
  readonly persistMode?: "default" | "async";
  /** Fast publishing in batches (server 2.14). @default false */
  readonly allowBatched?: boolean;
  /** Fields of a newer server, in wire form (snake_case), sent as they stand. Fields named above do not belong here. */
  readonly raw?: JsonObject;
}

/** Another stream that messages are copied from. Sources are told apart by name, external, filter and transforms. */
export interface StreamSource {
  /** The stream's name on its own server. */
  readonly name: string;
  /** Copy from this sequence on, 1 to 2^53 - 1. Excludes `optStartTime`. */
  readonly optStartSeq?: number;
  /** Copy what was stored at this time or later, RFC 3339. */
  readonly optStartTime?: string;
  /** Copy only what matches. Excludes `subjectTransforms`. */
  readonly filterSubject?: string;
  /** Copy what matches a `src`, under the name that `dest` gives it. */
  readonly subjectTransforms?: readonly SourceTransform[];
  /** The stream lives in another account or JetStream domain. */
  readonly external?: ExternalStream;
  /** Copy through a consumer that was made on the origin for it (server 2.14). */
  readonly consumer?: SourceConsumer;
}

/** Where the API of another account or domain is reached from here. */
export interface ExternalStream {
  /** Subject prefix of its JetStream API, such as "$JS.hub.API". */
  readonly api: string;
  /** Subject prefix on which it delivers to us. */
  readonly deliver?: string;
}

/** A durable consumer on the origin. */
export interface SourceConsumer {
  readonly name: string;
  readonly deliverSubject: string;
}

/** What matches `src` is renamed to `dest`. */
export interface SubjectTransform {
  /** Subject with wildcards. @default ">" */
  readonly src?: string;
  /** Subject with tokens such as `$1` or `{{wildcard(1)}}`. */
  readonly dest: string;
}

/** What matches `src` is copied, renamed to `dest` where there is one. */
export interface SourceTransform {
  /** Subject with wildcards. @default ">" */
  readonly src?: string;
  /** Subject with tokens such as `$1` or `{{wildcard(1)}}`; left out, messages keep their subject. */
  readonly dest?: string;
}

/** Where stored messages are published again. */
export interface Republish {
  /** Only subjects that match. @default ">" */
  readonly src?: string;
  readonly dest: string;
  /** Without the body. @default false */
  readonly headersOnly?: boolean;
}

/** Servers that may hold a stream. */
export interface Placement {
  readonly cluster?: string;
  /** A server must have all of them. A set: order says nothing. */
  readonly tags?: readonly string[];
}

/** What the consumers of a stream may not exceed; a consumer that declares nothing gets these values. */
export interface ConsumerLimits {
  readonly inactiveThreshold?: Duration;
  readonly maxAckPending?: number;
}
