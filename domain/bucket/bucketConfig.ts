import type { JsonObject } from "../json";
import type {
  ExternalStream,
  Placement,
  Republish,
  SourceConsumer,
  SourceTransform,
} from "../stream/streamConfig";
import type { Duration, Size } from "../units";

/** A bucket of either kind as a person declares it. */
export type BucketConfig = KeyValueConfig | ObjectStoreConfig;

/** What both kinds of bucket have. Every field is optional; what is left out has the default of the NATS clients. */
export interface BucketSettings {
  /** For people, at most 4 KiB. */
  readonly description?: string;
  /**
   * How long an entry is kept after it was written, 100ms or more; "0s" is for ever. Lowering deletes what is older.
   * @default "0s"
   */
  readonly ttl?: Duration;
  /**
   * How much the bucket keeps, history and headers included; -1 is unlimited. At the limit writing is refused and nothing
   * is deleted. @default -1
   */
  readonly maxBytes?: Size | number;
  /** Where entries are kept. A standalone server forgets a memory bucket at its restart. A change replaces the bucket. @default "file" */
  readonly storage?: "file" | "memory";
  /** How many servers hold the bucket, 1 to 5; more than 1 needs a cluster. @default 1 */
  readonly replicas?: number;
  /** How the file store packs entries; applies to what is written from then on. @default "none" */
  readonly compression?: "none" | "s2";
  /** Which servers of a cluster may hold the bucket; a change moves it. */
  readonly placement?: Placement;
  /** Free keys and values, at most 128 KiB together; keys that begin with "_nats." are the server's. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Fields of a newer server, in its wire form (snake_case), sent as they stand. */
  readonly raw?: JsonObject;
}

/**
 * A key-value bucket: values by key, with history, watching and expiry. Its stream is the one that the NATS clients
 * make, so that every client works with it.
 *
 * @see https://github.com/nats-io/nats-architecture-and-design ADR-8
 */
export type KeyValueConfig = KeyValueSettings & (KeyValueMirror | KeyValueOrigin);

/** An object store: files and other objects of any size, cut into chunks, with a digest each. */
export type ObjectStoreConfig = BucketSettings;

/** All of a key-value bucket but where its entries come from. */
export interface KeyValueSettings extends BucketSettings {
  /** How many values are kept of each key, the latest included, 1 to 64. Lowering deletes the oldest. @default 1 */
  readonly history?: number;
  /** The largest value taken, headers included, up to 2147483647 bytes; -1 is unlimited. @default -1 */
  readonly maxValueSize?: Size | number;
  /** Publishes each entry once more, on another subject. */
  readonly republish?: Republish;
  /**
   * Reads may be answered by any server that holds the bucket: fast, and perhaps a moment behind. Without it every read
   * asks the leader. @default true
   */
  readonly allowDirect?: boolean;
}

/** The bucket is a read-only copy of another one. */
export interface KeyValueMirror {
  /** The bucket that this one copies, under the origin's keys: it answers reads of the origin. Adding or changing it replaces the bucket; removing it is one-way, from server 2.12 on. */
  readonly mirror: KeyValueSource;
  readonly sources?: never;
  readonly limitMarkerTtl?: never;
}

/** The bucket takes what clients write, and copies of other buckets' entries. */
export interface KeyValueOrigin {
  readonly mirror?: never;
  /** Buckets whose entries are copied into this one, under the same keys. */
  readonly sources?: readonly KeyValueSource[];
  /**
   * When a key expires, a marker stays for this long, 1s or more, so that watchers hear of it (server 2.11). Lets single
   * keys have a time to live, which cannot be taken back. @default "0s": no markers
   */
  readonly limitMarkerTtl?: Duration;
}

/** Where entries are copied from: a bucket, or any stream for those who map its subjects themselves. */
export type KeyValueSource = BucketSource | StreamOrigin;

/** What both kinds of source may say. */
interface SourceSettings {
  /** Copy from this sequence on, 1 to 2^53 - 1. Excludes `optStartTime`. */
  readonly optStartSeq?: number;
  /** Copy what was written at this time or later, RFC 3339. */
  readonly optStartTime?: string;
  /** The bucket lives in another account or JetStream domain. */
  readonly external?: ExternalStream;
  /** Copy through a consumer that was made on the origin for it (server 2.14). */
  readonly consumer?: SourceConsumer;
}

/** Another key-value bucket. */
export interface BucketSource extends SourceSettings {
  readonly bucket: string;
  /** Copy only keys that match, wildcards allowed: "orders.>". @default ">" */
  readonly keys?: string;
  readonly stream?: never;
}

/** A stream of any kind; its transforms say which keys its messages become. */
export interface StreamOrigin extends SourceSettings {
  readonly stream: string;
  readonly bucket?: never;
  /** Copy only what matches. Excludes `subjectTransforms`. */
  readonly filterSubject?: string;
  /** Copy what matches a `src`, under the name that `dest` gives it: "$KV.<bucket>.<key>". */
  readonly subjectTransforms?: readonly SourceTransform[];
}
