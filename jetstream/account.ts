import type { AccountShare } from "../domain/verify/account";
import { isObject, type Json } from "../domain/json";
import type { JetStream } from "./connection";

/**
 * How much of its limits the account uses now. Accounts with limits per number of replicas are told tier by tier.
 *
 * @returns one share per limit that there is
 * @throws JetStreamOff, Unreachable, NotAuthorized, ServerRefusal
 */
export async function readShares(js: JetStream): Promise<readonly AccountShare[]> {
  const account = await js.request("INFO");
  const { tiers } = account;
  if (!isObject(tiers)) return sharesOf(account);
  return Object.entries(tiers).flatMap(([tier, one]) =>
    sharesOf(one).map((share) => ({ ...share, tier })),
  );
}

/** What is used, and the name of its limit; the server says -1 for none. */
const measures = [
  { what: "memory", used: "memory", limit: "max_memory" },
  { what: "storage", used: "storage", limit: "max_storage" },
  { what: "streams", used: "streams", limit: "max_streams" },
  { what: "consumers", used: "consumers", limit: "max_consumers" },
] as const;

function sharesOf(part: Json | undefined): readonly AccountShare[] {
  if (!isObject(part) || !isObject(part["limits"])) return [];
  const { limits } = part;
  return measures.flatMap(({ what, used, limit }) => {
    const [is, most] = [part[used], limits[limit]];
    return typeof is === "number" && typeof most === "number" && most > 0
      ? [{ what, used: is, limit: most }]
      : [];
  });
}
