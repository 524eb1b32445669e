import type { JsonObject } from "./json";
import type { Measured } from "./stream/measured";

/** A config as the server takes and returns it: snake_case keys, nanoseconds, bytes. */
export type WireConfig = JsonObject;

/** A stream as the server reported it. */
export interface ObservedStream {
  readonly name: string;
  /** As replied, with the server's defaults and its `_nats.*` metadata in it. */
  readonly config: WireConfig;
  /** RFC 3339, in UTC. */
  readonly created: string;
  /** Absent where only the config is known: a plan made from a state file. */
  readonly state?: StreamState;
  readonly peers?: Peers;
  /** The stream in between, while it is being migrated. Where it is all there is, the rest of this tells of it too. */
  readonly copy?: ObservedStream;
  /** What was asked beyond the state, where a change needs it. */
  readonly measured?: Measured;
}

/** The servers that hold a stream or consumer; absent where the reply does not tell. */
export interface Peers {
  /** Name of the server that leads; absent while none was chosen. */
  readonly leader?: string;
  /** Those that follow; none on a standalone server. */
  readonly replicas: readonly Replica[];
}

/** A server that keeps a copy. */
export interface Replica {
  readonly name: string;
  /** Whether it has all that the leader has. */
  readonly current: boolean;
  readonly offline: boolean;
  /** How many operations it is behind. */
  readonly lag: number;
}

/** What a stream holds. Sequences are unsigned 64-bit, hence decimal strings. */
export interface StreamState {
  readonly messages: number;
  readonly bytes: number;
  readonly firstSeq: string;
  readonly lastSeq: string;
  readonly consumers: number;
  /** RFC 3339; absent while the stream is empty. */
  readonly firstTime?: string;
  readonly lastTime?: string;
  /** How many different subjects the messages have. */
  readonly subjects?: number;
  /** The server's clock when it answered (`ts` of the reply): what message ages are reckoned against. */
  readonly observedAt?: string;
}

/** A consumer as the server reported it. */
export interface ObservedConsumer {
  readonly stream: string;
  readonly name: string;
  /** As replied, with the server's defaults and its `_nats.*` metadata in it. */
  readonly config: WireConfig;
  /** RFC 3339, in UTC. */
  readonly created: string;
  readonly state?: ConsumerState;
  readonly peers?: Peers;
}

/**
 * @returns whether a server made a consumer by itself, to copy its stream into another one; of workqueue and interest streams
 *   it lists them from 2.14 on, with a durable name
 */
export const isCopying = ({ config }: Pick<ObservedConsumer, "config">): boolean =>
  config["sourcing"] === true;

/** How far a consumer is. Sequences are those of the consumer, as decimal strings. */
export interface ConsumerState {
  readonly delivered: string;
  readonly ackFloor: string;
  /** The last message of the stream that was delivered; where nothing was, the one before the first to deliver. */
  readonly deliveredSeq?: string;
  /** The message of the stream up to which all is acknowledged; "0" before the first one is, up to server 2.12. */
  readonly ackFloorSeq?: string;
  /** Somebody is subscribed to its deliver subject. */
  readonly pushBound?: boolean;
  readonly pending: number;
  readonly ackPending: number;
  readonly redelivered: number;
  readonly waiting: number;
  readonly paused: boolean;
}
