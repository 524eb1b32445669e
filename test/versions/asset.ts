import type { ChangeClass } from "../../domain/change";
import type { JsonObject } from "../../domain/json";

/** What a plain client reads of a stream or consumer. */
export interface Reading {
  /** The whole reply. */
  readonly reply: JsonObject;
  /** Without what the server says of itself. */
  readonly config: JsonObject;
  /** How many messages the stream holds. */
  readonly messages: number;
  /** Of consumers: how many messages it has delivered. */
  readonly position: number;
}

/** What the planner says of a change. */
export interface Prediction {
  readonly class: ChangeClass;
  readonly reasons: string;
  /** Where the plan counts them exactly. */
  readonly messagesDeleted?: number;
}

/** A request's outcome: the reason of a refusal, or undefined where it was done. */
export type Refusal = string | undefined;

/** A stream or consumer of one cell, on a real server, by plain requests alone. */
export interface Asset {
  /** Makes it as the cell begins, with messages and all. */
  prepare(): Promise<Refusal>;
  /** Deletes it and makes it anew as the cell ends, empty. */
  recreate(): Promise<Refusal>;
  update(to: "from" | "to"): Promise<Refusal>;
  /** What people do after the change: they publish to what was empty. */
  use(): Promise<void>;
  /** Deletes what may stand in the way of a change: the consumers of a stream. */
  release(): Promise<void>;
  /** Whether the server has forgotten something it was asked for. */
  dropped(reading: Reading): boolean;
  read(): Promise<Reading | undefined>;
  /** Whether this server can have it at all, as far as the product knows. */
  valid(side: "from" | "to"): boolean;
  predict(reading: Reading, to: "from" | "to"): Prediction;
}
