import { formatDuration } from "../domain/units";

/** A point in time that everything within an operation has to respect. */
export interface Deadline {
  /** The whole span, for messages: "5s". */
  readonly span: string;
  /** Milliseconds left, at least 1: usable as a timeout. */
  left(): number;
  passed(): boolean;
}

/** @param millis whole milliseconds from now */
export function deadlineIn(millis: number): Deadline {
  const at = performance.now() + millis;
  return {
    span: formatDuration(millis * 1_000_000),
    left: () => Math.max(1, Math.ceil(at - performance.now())),
    passed: () => performance.now() >= at,
  };
}

/** @returns after that many milliseconds */
export const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, millis));
