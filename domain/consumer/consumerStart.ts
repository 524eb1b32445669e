import { isObject, type Json, type JsonObject } from "../json";
import type { WireConfig } from "../observed";

/** Metadata key on the server that says how a consumer was declared to begin which was made again at its position. */
const startKey = "nats-stack.start";

const startFields = ["deliver_policy", "opt_start_seq", "opt_start_time"];

/**
 * The config of a consumer that begins at a sequence of its stream, and still counts as declared as before.
 *
 * @param config complete, in wire form
 */
export function beginningAt(config: WireConfig, sequence: string): WireConfig {
  const declared = startOf(config) ?? only(config, startFields);
  const { metadata } = config;
  return {
    ...without(config, startFields),
    deliver_policy: "by_start_sequence",
    opt_start_seq: sequence,
    metadata: { ...(isObject(metadata) ? metadata : {}), [startKey]: JSON.stringify(declared) },
  };
}

/** @returns the config as if the consumer began where it was declared to: what is compared and shown */
export function asDeclared(config: WireConfig): WireConfig {
  const declared = startOf(config);
  const { metadata } = config;
  if (declared === undefined || !isObject(metadata)) return config;
  const rest = without(metadata, [startKey]);
  return {
    ...without(config, [...startFields, "metadata"]),
    ...declared,
    ...(Object.keys(rest).length > 0 && { metadata: rest }),
  };
}

/**
 * No update moves the beginning of a consumer (10012).
 *
 * @param live the consumer that is updated
 * @returns the config with the beginning that the live one has
 */
export function keepingStart(config: WireConfig, live: WireConfig | undefined): WireConfig {
  const sequence = live?.["opt_start_seq"];
  const made = live !== undefined && startOf(live) !== undefined;
  return made && (typeof sequence === "number" || typeof sequence === "string")
    ? beginningAt(config, String(sequence))
    : config;
}

function startOf({ metadata }: WireConfig): JsonObject | undefined {
  const text = isObject(metadata) ? metadata[startKey] : undefined;
  if (typeof text !== "string") return undefined;
  try {
    const start: unknown = JSON.parse(text);
    return isObject(start) ? only(start, startFields) : undefined;
  } catch {
    return undefined;
  }
}

const only = (config: JsonObject, keys: readonly string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));

const without = (config: JsonObject, keys: readonly string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
