import type { ChangeClass } from "../../domain/change";
import type { ConsumerConfig } from "../../domain/consumer/consumerConfig";
import type { JsonObject } from "../../domain/json";

/** A change of a consumer, and what it was seen to cost on real servers. */
export interface ConsumerChangeRow {
  readonly change: string;
  readonly from: ConsumerConfig;
  readonly to: ConsumerConfig;
  /** One class for all, or one for each of 2.10, 2.11, 2.12, 2.14, 2.15; null where that line has no such field. */
  readonly expected: ChangeClass | readonly (ChangeClass | null)[];
  /** What the reason of some field says. */
  readonly says?: RegExp;
  /** @default false */
  readonly clustered?: boolean;
  /** Retention of the stream. @default the stream is not known */
  readonly retention?: string;
  /** How many messages the stream holds. @default not known */
  readonly stored?: number;
  /** What the server reads back beside `from`. */
  readonly reads?: JsonObject;
}

/** A pull consumer as most are. */
export const pull = { ackPolicy: "explicit" } as const;

/** A consumer that is pushed to. */
export const push = { ackPolicy: "explicit", deliverSubject: "deliver.x" } as const;

/** Rows of one class on every line. */
export const all = (
  expected: ChangeClass,
  rows: readonly Omit<ConsumerChangeRow, "expected">[],
): readonly ConsumerChangeRow[] => rows.map((row) => ({ ...row, expected }));
