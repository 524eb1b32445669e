import type { WireConfig } from "../observed";
import { atLeast, type ServerFacts } from "../server";

/**
 * How messages get from one stream into another: as a mirror, which keeps sequences and times and is promoted
 * afterwards (from server 2.12 on), or by sources, which number and date them anew.
 */
export type Method = "mirror" | "sources";

/** @param wanted complete config that the stream shall have */
export const methodFor = (wanted: WireConfig, { version }: ServerFacts): Method =>
  // a first sequence is given to new messages: what keeps its sequence has none to be given
  atLeast(version, "2.12.0") && wanted["first_seq"] === undefined ? "mirror" : "sources";
