/**
 * In what a server is not as it should be: not there; another config or owner; left over from an earlier declaration;
 * without leader or complete replicas; without room. A `note` is no fault.
 */
export type FindingKind = "missing" | "differs" | "leftover" | "unsettled" | "full" | "note";

/** One thing to know about a live stream, consumer or account. */
export interface Finding {
  readonly kind: FindingKind;
  /** As texts name it: `stream "ORDERS"`. */
  readonly asset: string;
  /** Reads on after `asset: `; lower case, no final full stop. */
  readonly text: string;
  /** Whether it may pass without anybody doing anything: a leader is chosen, a replica catches up. */
  readonly passing: boolean;
  /** Name of the system that it belongs to; absent for what concerns the whole server. */
  readonly system?: string;
}

/** @returns whether it is a fault */
export const isFault = ({ kind }: Finding): boolean => kind !== "note";
