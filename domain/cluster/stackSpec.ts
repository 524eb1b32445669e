import { isObject, type Json, type JsonObject } from "../json";
import type { SystemDefinition } from "../system";
import { mergeConf } from "./conf";
import type { ClusterSpec } from "./spec";

/** What a stack's configuration says of its servers. */
export interface ServerSettings {
  /** What holds for the servers of every system. */
  readonly cluster: JsonObject;
  /** What differs for those of one system, by its name. */
  readonly clusters: JsonObject;
}

/**
 * The servers of one system in one stack. What the stack says of all systems is changed by what it says of this one:
 * objects key by key, anything else replaces, null takes away. Where the servers ask who somebody is, the system's users
 * come first, and the stack changes or adds to them.
 */
export function specFor(
  {
    name,
    namespace,
    service,
    users = {},
  }: Pick<SystemDefinition, "name" | "namespace" | "service" | "users">,
  { cluster, clusters }: ServerSettings,
): ClusterSpec {
  const layers = [cluster, ...[clusters[name]].filter(isObject)];
  const merge = (first: JsonObject): JsonObject => layers.reduce(mergeConf, first);
  const known = { users } as unknown as JsonObject;
  const said = isObject(merge({})["auth"]) ? merge({ auth: known }) : merge({});
  // its shape was checked with the configuration it comes from
  const { namespace: space, ...rest } = said as Partial<ClusterSpec>;
  const raw = layers.map((layer) => layer["raw"]).filter(isObject);
  return {
    ...rest,
    name: service,
    system: name,
    namespace: { ...space, name: namespace },
    ...(raw.length > 0 && { raw: raw.reduce(overlaid) }),
  };
}

/** In what is merged into nats.conf a null has its own meaning, and stays. */
function overlaid(base: JsonObject, changes: JsonObject): JsonObject {
  const entries = Object.entries(changes).map(([key, change]): [string, Json] => {
    const old = base[key];
    return [key, isObject(change) && isObject(old) ? overlaid(old, change) : change];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
