import type { Json } from "./json";
import type { Certainty } from "./stream/measured";

/**
 * What a change costs, from nothing to not possible:
 * in place; in place but not to be undone; in place but messages go; delete and create; refused by this server.
 */
export type ChangeClass = "none" | "update" | "oneWay" | "destructive" | "replace" | "impossible";

/** One field that differs. */
export interface FieldChange {
  /** As declared: `maxAge`, `sources`. */
  readonly field: string;
  /** In the declared form ("7d", 10000); null where the value is absent. */
  readonly from: Json;
  readonly to: Json;
  readonly class: Exclude<ChangeClass, "none">;
  /** For a person: what happens, from which version on it would be possible, what would go. */
  readonly reason: string;
  /** How many messages the change deletes, where that is known, exactly unless `certainty` says otherwise. */
  readonly messagesDeleted?: number;
  readonly certainty?: Exclude<Certainty, "exactly">;
  /** How many bytes go with them, about. */
  readonly bytesDeleted?: number;
  /** It deletes nothing and is rarely meant: messages come twice, or are not kept any more. */
  readonly warns?: true;
}

/** All that differs between a declaration and what is live. */
export interface Change {
  /** The worst class among the fields. */
  readonly class: ChangeClass;
  readonly fields: readonly FieldChange[];
}

const order: readonly ChangeClass[] = [
  "none",
  "update",
  "oneWay",
  "destructive",
  "replace",
  "impossible",
];

/** @returns the change made of these fields, its class the worst of theirs */
export function changeOf(fields: readonly FieldChange[]): Change {
  const worst = fields.reduce((most, field) => Math.max(most, order.indexOf(field.class)), 0);
  return { class: order[worst] ?? "none", fields };
}
