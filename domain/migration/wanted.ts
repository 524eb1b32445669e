import type { FieldChange } from "../change";
import type { ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { planStreamChange } from "../stream/planStreamChange";
import { migrationMark, withMigrationMark } from "./marks";

/** What differs only as long as a stream copies, or is given to it in the end. */
const passing: readonly string[] = ["mirror", "sources", "subjects"];

/**
 * What of a live stream differs from its declaration and no server changes in place.
 *
 * @param wanted complete config
 */
export function lastingChanges(
  stream: string,
  wanted: WireConfig,
  { config, ...live }: ObservedStream,
  server: ServerFacts,
): readonly FieldChange[] {
  const successor = migrationMark(config)?.role === "successor";
  const observed = { ...live, name: stream, config: withMigrationMark(config, undefined) };
  return planStreamChange(wanted, observed, server).fields.filter(
    ({ class: cost, field }) =>
      cost === "replace" &&
      // a successor that took its sequences from a mirror has no first one, and messages instead
      !(successor && [...passing, "firstSeq"].includes(field)),
  );
}

/**
 * The config that ends a migration. What was declared anew meanwhile and cannot be changed in place waits for the next.
 *
 * @param live the stream made anew
 */
export function finalConfig(
  stream: string,
  wanted: WireConfig,
  live: ObservedStream,
  server: ServerFacts,
): WireConfig {
  const lasting = new Set(lastingChanges(stream, wanted, live, server).map(({ field }) => field));
  const kept: readonly (readonly [string, string])[] = [
    ["storage", "storage"],
    ["retention", "retention"],
    ["persistMode", "persist_mode"],
    ["maxConsumers", "max_consumers"],
    ["allowMsgTtl", "allow_msg_ttl"],
  ];
  const as = kept
    .filter(([field]) => lasting.has(field))
    .flatMap(([, key]) => {
      const value = live.config[key];
      return value === undefined ? [] : [[key, value] as const];
    });
  return { ...wanted, ...Object.fromEntries(as) };
}
