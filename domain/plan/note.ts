import type { FieldChange } from "../change";

/**
 * What a plan says of a stream or consumer that is no mistake. In place unless named otherwise;
 * `recreated` is gone and comes back without its data, `drift` differs from the state in a way that a run without
 * refresh does not see, `move` takes a subject over from another stream,
 * `warning` does what hardly anybody means, `advice` is legal but rarely meant, `unchecked` could not be found out.
 */
export type NoteKind =
  | "create"
  | "adopt"
  | "takeBack"
  | "update"
  | "oneWay"
  | "warning"
  | "destructive"
  | "replace"
  | "migrate"
  | "delete"
  | "recreated"
  | "drift"
  | "move"
  | "stranger"
  | "advice"
  | "unchecked";

/** One note of a plan. */
export interface Note {
  /** What it is about, as texts name it: `stream "ORDERS"`. */
  readonly asset: string;
  readonly kind: NoteKind;
  /** Lower case, names in double quotes, no final full stop; reads on after `asset: `. */
  readonly text: string;
  /** Where messages go: how many and how much, as far as that is known. */
  readonly deletes?: Pick<FieldChange, "messagesDeleted" | "certainty" | "bytesDeleted">;
}
