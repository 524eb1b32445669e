import { count } from "../assets";
import { changeOf } from "../change";
import type { StreamState } from "../observed";
import type { Decision } from "./decision";

/** How many messages the plan says will go, by the text of `streamAsset`. Absent: it does not say. */
export type Bounds = ReadonlyMap<string, number>;

/** Messages come and go while a plan is carried out: so much more than it said is still what it said. */
const growth = 1.1;

/** What a deletion does to a stream, whether it is made again or not. */
export const everything: Pick<Decision, "action" | "change"> = {
  action: "replace",
  change: changeOf([]),
};

/**
 * @param purged whether the stream is emptied as well
 * @returns how many messages a decision deletes; undefined where that is not known, or only a lower bound is
 */
export function lossOf(
  { action, change }: Pick<Decision, "action" | "change">,
  state: StreamState | undefined,
  purged = false,
): number | undefined {
  if (action === "create" || action === "none" || action === "refuse") {
    return purged ? state?.messages : 0;
  }
  if (action === "replace" || purged) return state?.messages;
  const deleting = change.fields.filter((field) => field.class === "destructive");
  const known = deleting.every(
    ({ messagesDeleted, certainty }) => messagesDeleted !== undefined && certainty !== "atLeast",
  );
  const sum = deleting.reduce((total, { messagesDeleted = 0 }) => total + messagesDeleted, 0);
  return known ? Math.min(sum, state?.messages ?? sum) : undefined;
}

/**
 * The last look before messages go.
 *
 * @param now how many would go now
 * @param said how many the plan said would; undefined where there was no plan, or it did not know
 * @returns why not, or undefined
 */
export function exceeded(
  asset: string,
  now: number | undefined,
  said: number | undefined,
): string | undefined {
  if (said === undefined || (now !== undefined && now <= said * growth)) return undefined;
  const more = now === undefined ? "more messages" : count(now, "message");
  return `${asset}: ${more} would be deleted by now, but the plan said ${said === 0 ? "none" : said}; messages came in between; run again to see what would go`;
}
