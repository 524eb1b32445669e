import type { UserSpec } from "./cluster/authSpec";
import type { ConsumerConfig } from "./consumer/consumerConfig";
import type { BucketConfig, KeyValueConfig, ObjectStoreConfig } from "./bucket/bucketConfig";
import type { InitialKeys } from "./bucket/initialKeys";
import type { StreamConfig } from "./stream/streamConfig";
import type { Policy } from "./policy";

/** A NATS system as it is declared once, for every environment. */
export interface SystemDefinition {
  /** Lower case with hyphens: the name of the component, and the first part of every resource name below it. */
  readonly name: string;
  /** What the system does, for the documentation. */
  readonly title: string;
  /** Kubernetes namespace of the system. */
  readonly namespace: string;
  /** Kubernetes service of its NATS server. */
  readonly service: string;
  /** The naming practice of this system, checked in every plan. */
  readonly naming: NamingRule;
  /** What every stream of the system has unless it says otherwise. */
  readonly defaults: StreamConfig;
  /** By stream name: a name is identity. */
  readonly streams: Readonly<Record<string, StreamDefinition>>;
  /**
   * Who uses the streams, by name. They count where a stack's servers ask who somebody is (`nats-stack:cluster` with
   * `auth`), and a stack may add to them. Each gets a password, unless he has an nkey.
   * @default the admin alone, who makes the streams
   */
  readonly users?: Readonly<Record<string, UserSpec>>;
  /** Buckets for values by key and for objects. The defaults above are for streams alone. @default none */
  readonly buckets?: BucketDefinitions;
}

/** Buckets by kind and name: a name is identity, and stands for one bucket of a system. */
export interface BucketDefinitions {
  readonly keyValue?: Readonly<Record<string, KeyValueDefinition>>;
  readonly objectStore?: Readonly<Record<string, ObjectStoreDefinition>>;
}

/** The letters that names of a system are written in. */
export interface NamingRule {
  readonly streams: "upper-case" | "lower-case";
  readonly subjects: "lower-case";
}

/** One stream of a system. */
export interface StreamDefinition {
  /** One sentence; the stream's description on the server. */
  readonly purpose: string;
  /** Who reads or writes it; kept on the server as metadata `nats-stack.used-by`. */
  readonly usedBy: readonly string[];
  /** What differs from the system's defaults. `subjects` belong here. */
  readonly config: StreamConfig;
  /** Durable consumers, by name. */
  readonly consumers?: Readonly<Record<string, ConsumerConfig>>;
  /** Takes over a live stream that differs in fields which can change in place. @default the stack's `nats-stack:adopt` */
  readonly adopt?: boolean;
  /** Whether a change or a removal may delete messages. @default the stack's `nats-stack:dataLoss` */
  readonly dataLoss?: Policy["dataLoss"];
  /** How to change what no server changes in place. @default the stack's `nats-stack:onImmutableChange` */
  readonly onImmutableChange?: Policy["onImmutableChange"];
  /** Any text; a changed text empties the stream once. */
  readonly purge?: string;
}

/** What every bucket of a system says of itself. */
export interface BucketDefinition {
  /** One sentence; the bucket's description on the server. */
  readonly purpose: string;
  /** Who reads or writes it; kept on the server as metadata `nats-stack.used-by`. */
  readonly usedBy: readonly string[];
  readonly config?: BucketConfig;
  /** Takes over a live bucket that differs in options which can change in place. @default the stack's `nats-stack:adopt` */
  readonly adopt?: boolean;
  /** Whether a change or a removal may delete entries. @default the stack's `nats-stack:dataLoss` */
  readonly dataLoss?: Policy["dataLoss"];
  /** How to change what no server changes in place. @default the stack's `nats-stack:onImmutableChange` */
  readonly onImmutableChange?: Policy["onImmutableChange"];
}

/** One key-value bucket of a system. */
export interface KeyValueDefinition extends BucketDefinition {
  readonly config?: KeyValueConfig;
  /**
   * Values by key, written once, when the bucket is created. They lie in state files in clear: never secrets.
   * @default none
   */
  readonly initial?: InitialKeys;
}

/** One object store of a system. */
export interface ObjectStoreDefinition extends BucketDefinition {
  readonly config?: ObjectStoreConfig;
}
