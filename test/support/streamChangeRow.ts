import type { ChangeClass } from "../../domain/change";
import type { JsonObject } from "../../domain/json";
import type { StreamState } from "../../domain/observed";
import type { Measured } from "../../domain/stream/measured";
import type { StreamConfig } from "../../domain/stream/streamConfig";

/** One class for all, or one for each of 2.10, 2.11, 2.12, 2.14, 2.15; null where that line has no such field. */
export type Expected = ChangeClass | readonly (ChangeClass | null)[];

/** A change of a stream, and what it was seen to cost on real servers. */
export interface StreamChangeRow {
  readonly change: string;
  readonly from: StreamConfig;
  readonly to: StreamConfig;
  readonly expected: Expected;
  /** What the reason of some field says, on every line, or on each. */
  readonly says?: RegExp | readonly (RegExp | null)[];
  /** How many messages the plan says will go. */
  readonly deletes?: number | readonly (number | undefined)[];
  /** @default 5 messages of 100 bytes on two subjects, an hour and a second old; no consumer */
  readonly state?: Partial<StreamState> | "unknown";
  /** What was asked beyond the state. */
  readonly measured?: Measured;
  /** @default false */
  readonly clustered?: boolean;
  /** What the server reads back beside `from`. */
  readonly reads?: JsonObject;
}

/** The stream of every row that says nothing else. */
export const usualState: StreamState = {
  messages: 5,
  bytes: 500,
  firstSeq: "1",
  lastSeq: "5",
  consumers: 0,
  subjects: 2,
  firstTime: "2026-01-31T11:00:00.5Z",
  lastTime: "2026-01-31T11:59:59.000000001Z",
  observedAt: "2026-01-31T12:00:00.123456789Z",
};

/** Impossible on lines that lack the field: before 2.11, 2.12 or 2.14 for 1, 2 or 3. */
export const since = (from: 1 | 2 | 3, then: ChangeClass): readonly ChangeClass[] =>
  [0, 1, 2, 3, 4].map((line) => (line < from ? "impossible" : then));
/** No case on lines that lack the field. */
export const only = (from: 1 | 2 | 3, then: ChangeClass): readonly (ChangeClass | null)[] =>
  [0, 1, 2, 3, 4].map((line) => (line < from ? null : then));

/** What most rows begin with. */
export const own = { subjects: ["t.>"] };
/** Origins to copy from. */
export const a = { name: "A" };
export const b = { name: "B" };

/** Rows of one class on every line. */
export const all = (
  expected: ChangeClass,
  rows: readonly Omit<StreamChangeRow, "expected">[],
): readonly StreamChangeRow[] => rows.map((row) => ({ ...row, expected }));
