import type { ObservedStream } from "./observed";

/** How much of its limits a stream has used: 0 is nothing, 1 is all. Absent: there is no such limit, or nothing to reckon by. */
export interface Usage {
  readonly messages?: number;
  readonly bytes?: number;
  /** Age of the oldest message against the greatest age. Near 1 is normal for a stream that lives by its age limit. */
  readonly age?: number;
}

/** How close to a limit a share is: from 80 % on it is worth a look, from 95 % on the limit is about to act. */
export type Closeness = "far" | "close" | "full";

/**
 * @param now milliseconds since 1970; the server's own clock is preferred where it told the time
 * @returns the share of each limit that is used; empty where the state is not known
 */
export function usageOf({ config, state }: ObservedStream, now: number): Usage {
  if (!state) return {};
  const messages = shareOf(state.messages, config["max_msgs"]);
  const bytes = shareOf(state.bytes, config["max_bytes"]);
  const clock = state.observedAt === undefined ? now : Date.parse(state.observedAt);
  const oldest = state.firstTime === undefined ? clock : Date.parse(state.firstTime);
  const age = shareOf(Math.max(clock - oldest, 0) * nanosPerMilli, config["max_age"]);
  return {
    ...(messages !== undefined && { messages }),
    ...(bytes !== undefined && { bytes }),
    ...(age !== undefined && { age }),
  };
}

/** @param share 0 to 1, or above where a limit was lowered */
export function closenessOf(share: number): Closeness {
  if (share >= 0.95) return "full";
  return share >= 0.8 ? "close" : "far";
}

/** @returns "<1 %", "80 %": rounded down, so that no limit looks reached before it is */
export const percentText = (share: number): string =>
  share > 0 && share < 0.01 ? "<1 %" : `${Math.floor(share * 100)} %`;

const nanosPerMilli = 1_000_000;

/** The server writes -1 or 0 for "no limit". */
const shareOf = (used: number, limit: unknown): number | undefined =>
  typeof limit === "number" && limit > 0 ? used / limit : undefined;
