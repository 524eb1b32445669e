import type { ChangeContext } from "../field/fields";
import type { StreamState } from "../observed";
import type { Measured } from "./measured";

/** What rules of change of a stream know. */
export interface StreamContext extends ChangeContext {
  readonly name: string;
  /** Absent where only the config is known: then what deletes messages is told as if it did. */
  readonly state?: StreamState;
  /** How many messages limits would delete, where that was asked. */
  readonly measured?: Measured;
}
