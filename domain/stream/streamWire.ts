import type { JsonObject } from "../json";
import type { WireConfig } from "../observed";
import type { StreamConfig } from "./streamConfig";
import { streamFields } from "./streamFields";
import { ownWindow } from "./streamLimitFields";
import { fromWire, toWire, unknownKeys, withRaw } from "../field/wire";

/** Wire keys of a stream that are no fields of a declaration. */
export const streamIdentity: readonly string[] = ["name"];

/**
 * The complete config that a CREATE or UPDATE sends, defaults included: an UPDATE replaces the whole config,
 * and what it leaves out falls back (seen on 2.10 to 2.15).
 *
 * @param config without problems, see `validateStream`
 * @throws UnitError where a duration or size is none
 */
export function streamToWire(name: string, config: StreamConfig): WireConfig {
  return { name, ...withRaw(implied(name, toWire(streamFields, config)), config) };
}

/**
 * @param wire what a server replied, or what `streamToWire` made
 * @param declared names of fields to show even at their default; `raw` shows what no field stands for
 * @returns the declaration it stands for, in canonical form ("7d", "100MB"), without the server's own metadata
 */
export const streamFromWire = (wire: WireConfig, declared: readonly string[] = []): StreamConfig =>
  // the table has exactly the fields of the type, which the compiler checks there
  fromWire(streamFields, streamIdentity, withoutWindow(wire), declared);

/** @returns the same declaration in canonical form; doing it twice changes nothing */
export const normaliseStream = (name: string, config: StreamConfig): StreamConfig =>
  streamFromWire(streamToWire(name, config), Object.keys(config));

/** @returns fields that a server reported and that no row of the table knows, by their wire names */
export const unknownStreamFields = (wire: WireConfig): readonly string[] =>
  Object.keys(unknownKeys(streamFields, streamIdentity, wire));

/** @returns the wire with what fields imply for one another: what the server would fill in or rewrite by itself */
export function implied(name: string, wire: JsonObject): JsonObject {
  return [withSubjects(name), withRollup, withSeal, withWindow].reduce(
    (config, step) => step(config),
    wire,
  );
}

/** A stream without subjects, sources and mirror listens to its own name. */
export const withSubjects =
  (name: string) =>
  (wire: JsonObject): JsonObject =>
    "subjects" in wire || "sources" in wire || "mirror" in wire
      ? wire
      : { ...wire, subjects: [name] };

/** Markers and schedules replace messages by roll-up. */
function withRollup(wire: JsonObject): JsonObject {
  if ("subject_delete_marker_ttl" in wire) {
    return { ...wire, allow_msg_ttl: true, allow_rollup_hdrs: true };
  }
  return "allow_msg_schedules" in wire ? { ...wire, allow_rollup_hdrs: true } : wire;
}

/** An update of a sealed stream without these is refused (10052). */
const withSeal = (wire: JsonObject): JsonObject =>
  wire["sealed"] === true
    ? {
        ...wire,
        max_age: 0,
        discard: "new",
        deny_delete: true,
        deny_purge: true,
        allow_rollup_hdrs: false,
      }
    : wire;

/** From 2.14 on a server gives a stream with sources no window: deduplication would end without a word. */
const withWindow = (wire: JsonObject): JsonObject =>
  "sources" in wire && !("duplicate_window" in wire)
    ? { ...wire, duplicate_window: ownWindow(wire) }
    : wire;

/** A stream with sources that reads back no window has none, which is not what it is given unless declared otherwise. */
export const withoutWindow = (observed: WireConfig): WireConfig =>
  "sources" in observed && (observed["duplicate_window"] ?? null) === null
    ? { ...observed, duplicate_window: 0 }
    : observed;
