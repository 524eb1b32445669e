import type { ChangeContext } from "../field/fields";
import type { ConsumerState } from "../observed";

/** What rules of change of a consumer know. */
export interface ConsumerContext extends ChangeContext {
  /** Absent where only the config is known. */
  readonly state?: ConsumerState;
  /** Retention of the stream, where the stream is known: "interest" deletes what no consumer wants. */
  readonly retention?: string;
  /** How many messages the stream holds, where that is known. */
  readonly stored?: number;
}
