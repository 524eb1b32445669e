import { isObject } from "../json";
import { problemLines } from "../problem";
import type { Counts, Note, Plan } from "./plan";

/** A plan for other programs: what the variable NATS_STACK_PLAN_FILE has written. New keys may come; none goes. */
export interface PlanDocument {
  readonly version: 1;
  readonly project: string;
  readonly stack: string;
  /** One plan for each server, in the order of the systems. */
  readonly servers: readonly ServerPlan[];
}

/** What the plan says of one server. */
export interface ServerPlan {
  /** As resources name it: "url", "url:server", "local", "kubernetes:namespace/service". */
  readonly target: string;
  /** Absent where none answered. */
  readonly server?: { readonly version: string; readonly clustered: boolean };
  /** Why no server was asked. */
  readonly notChecked?: string;
  readonly summary: string;
  readonly counts: Counts;
  /** Mistakes in the declaration, a line each. */
  readonly problems: readonly string[];
  /** What stands against it, a sentence each. Where there is one, nothing is done. */
  readonly refusals: readonly string[];
  readonly notes: readonly Note[];
}

/** @returns one server's part of the document */
export const serverPlan = (
  target: string,
  { problems, refusals, notes, counts, summary }: Plan,
  seen: Pick<ServerPlan, "server" | "notChecked">,
): ServerPlan => ({
  target,
  ...seen,
  summary,
  counts,
  problems: problemLines(problems),
  refusals: refusals.map(({ sentence }) => sentence),
  notes,
});

/** @returns whether a value that was read is such a document, as far as a reader needs to know */
export const isPlanDocument = (value: unknown): value is PlanDocument =>
  isObject(value) && value["version"] === 1 && Array.isArray(value["servers"]);
