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
    limits: limitsOf(account),
  };
}

/** Accounts with tiers have a limit per number of replicas: none that holds for all, so none is told. */
function limitsOf(account: JsonObject): AccountLimits {
  const { limits, tiers } = account;
  if (!isObject(limits) || isObject(tiers)) return {};
  return {
    ...limit("maxMemoryBytes", limits["max_memory"]),
    ...limit("maxStorageBytes", limits["max_storage"]),
    ...limit("maxStreams", limits["max_streams"]),
    ...limit("maxConsumers", limits["max_consumers"]),
    ...limit("usedMemoryBytes", account["memory"]),
    ...limit("usedStorageBytes", account["storage"]),
    ...limit("reservedMemoryBytes", account["reserved_memory"]),
    ...limit("reservedStorageBytes", account["reserved_storage"]),
  };
}

/** The server says -1 for unlimited. */
const limit = (key: keyof AccountLimits, value: Json | undefined): AccountLimits =>
  typeof value === "number" && value >= 0 ? { [key]: value } : {};
