import { closenessOf } from "../usage";
import { humanSize } from "../units";
import type { Finding } from "./finding";

/** How much of one of its limits an account uses. */
export interface AccountShare {
  readonly what: "memory" | "storage" | "streams" | "consumers";
  /** Bytes, or a number. */
  readonly used: number;
  readonly limit: number;
  /** Number of replicas that the limit is for: "R3"; absent where one limit holds for all. */
  readonly tier?: string;
}

/** @returns a finding for each limit that leaves no room, a note for each that is close */
export const accountFindings = (shares: readonly AccountShare[]): readonly Finding[] =>
  shares.flatMap((share) => {
    const closeness = closenessOf(share.used / share.limit);
    return closeness === "far" ? [] : [finding(share, closeness === "full")];
  });

function finding({ what, used, limit, tier }: AccountShare, full: boolean): Finding {
  const size = what === "memory" || what === "storage" ? humanSize : String;
  const percent = Math.floor((used / limit) * 100);
  return {
    kind: full ? "full" : "note",
    asset: tier === undefined ? "account" : `account, tier ${tier}`,
    text: `${what}: ${size(used)} of ${size(limit)} used (${percent} %); free some, or raise the limit of the account`,
    passing: false,
  };
}
