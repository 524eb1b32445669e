import { isObject, type Json, type JsonObject } from "../domain/json";
import type { AccountLimits, ServerFacts } from "../domain/server";
import type { JetStream } from "./connection";

/**
 * What a plan needs to know of the server and the account, in one request. Waits for a JetStream that is starting.
 *
 * @throws JetStreamOff, Unreachable, NotAuthorized, ServerRefusal
 */
export async function readFacts(js: JetStream): Promise<ServerFacts> {
  const account = await js.request("INFO");
  const api = account["api"];
  const level = isObject(api) ? api["level"] : undefined;
  return {
    version: js.server.version,
    apiLevel: typeof level === "number" ? level : 0,
    clustered: js.server.clustered,
    ...allLimits(account),
  };
}

/** Accounts with tiers have limits per number of replicas: none that holds for all. */
function allLimits(account: JsonObject): Pick<ServerFacts, "limits" | "tiers"> {
  const { tiers } = account;
  if (!isObject(tiers)) return { limits: limitsOf(account) };
  const each = Object.entries(tiers).map(
    ([name, tier]) => [name, isObject(tier) ? limitsOf(tier) : {}] as const,
  );
  return { limits: {}, tiers: Object.fromEntries(each) };
}

function limitsOf(account: JsonObject): AccountLimits {
  const { limits } = account;
  if (!isObject(limits)) return {};
  return {
    ...limit("maxMemoryBytes", limits["max_memory"]),
    ...limit("maxStorageBytes", limits["max_storage"]),
    ...limit("maxStreams", limits["max_streams"]),
    ...limit("maxConsumers", limits["max_consumers"]),
    ...limit("usedMemoryBytes", account["memory"]),
    ...limit("usedStorageBytes", account["storage"]),
    ...positive("maxMemoryStreamBytes", limits["memory_max_stream_bytes"]),
    ...positive("maxStorageStreamBytes", limits["storage_max_stream_bytes"]),
    ...(limits["max_bytes_required"] === true && { maxBytesRequired: true }),
    ...limit("reservedMemoryBytes", account["reserved_memory"]),
    ...limit("reservedStorageBytes", account["reserved_storage"]),
  };
}

/** For the size of one stream, 0 is unlimited, too. */
const positive = (key: keyof AccountLimits, value: Json | undefined): AccountLimits =>
  value === 0 ? {} : limit(key, value);

/** The server says -1 for unlimited. */
const limit = (key: keyof AccountLimits, value: Json | undefined): AccountLimits =>
  typeof value === "number" && value >= 0 ? { [key]: value } : {};
