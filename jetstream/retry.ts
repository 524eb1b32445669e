import { JetStreamOff, ServerRefusal, Unanswered, Unreachable } from "./errors";

/**
 * How long a refusal that may pass by itself is tried again, in milliseconds by err_code. No leader yet, or a leader
 * that just changed: a server that has started. No room and no peers: so for a moment after the start, else for good.
 */
const passing: Readonly<Record<number, number>> = {
  10004: 8000,
  10008: 8000,
  10009: 8000,
  10005: 2000,
  10023: 2000,
  10118: 2000,
  // a stream of the name was deleted a moment before, and the store lags (seen on 2.10 to 2.15)
  10049: 2000,
};

const startMillis = 3000;

/**
 * Decides whether a failed request is sent again. A refusal changed nothing, so changes are sent again as well; one
 * that may have been done is never.
 *
 * @param attempt 0 for the first
 * @param elapsed milliseconds since the first attempt began
 * @param total milliseconds that all attempts together may take
 * @returns milliseconds to wait before the next attempt, or undefined: give up
 */
export function pauseBeforeRetry(
  failure: unknown,
  attempt: number,
  elapsed: number,
  total: number,
): number | undefined {
  const wait = Math.min(50 * 2 ** attempt, 1000);
  return elapsed + wait < Math.min(patience(failure, total), total) ? wait : undefined;
}

function patience(failure: unknown, total: number): number {
  if (failure instanceof ServerRefusal) return passing[failure.errCode] ?? 0;
  if (failure instanceof JetStreamOff) return failure.maybeStarting ? startMillis : 0;
  if (failure instanceof Unanswered || !(failure instanceof Unreachable)) return 0;
  switch (failure.reason) {
    case "unanswered":
    case "lost":
      return total;
    case "refused":
      return startMillis;
    case "silent":
    case "unknownHost":
    case "notNats":
    case "tls":
      return 0;
    default:
      return failure.reason satisfies never;
  }
}
