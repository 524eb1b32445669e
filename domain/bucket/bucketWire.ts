import type { JsonObject } from "../json";
import type { WireConfig } from "../observed";
import { implied, streamIdentity } from "../stream/streamWire";
import { without } from "../field/rules";
import { fromWire, toWire, withRaw } from "../field/wire";
import type { BucketConfig } from "./bucketConfig";
import { type BucketId, bucketSubjects, streamNameOf } from "./bucketId";
import { keptSettings, tableOf } from "./bucketTable";

/**
 * The complete config of the stream that the NATS clients make for a bucket.
 *
 * @param config without problems, see `validateBucket`
 * @throws UnitError where a duration or size is none
 */
export function bucketToWire(bucket: BucketId, config: BucketConfig): WireConfig {
  const own = toWire(tableOf(bucket).all, config);
  const origin: JsonObject =
    "mirror" in own ? { mirror_direct: true } : { subjects: bucketSubjects(bucket) };
  const guarded: JsonObject = {
    sealed: false,
    deny_delete: bucket.kind === "keyValue",
    deny_purge: false,
  };
  const name = streamNameOf(bucket);
  return { name, ...withRaw(implied(name, { ...guarded, ...origin, ...own }), config) };
}

/**
 * @param wire config of the bucket's stream, as a server replied it or `bucketToWire` made it
 * @param declared names of options to show even at their default
 * @returns the declaration it stands for, in canonical form; what somebody changed of the stream itself is in it as
 *   "stream.discard" and the like
 */
export const bucketFromWire = (
  bucket: BucketId,
  wire: WireConfig,
  declared: readonly string[] = [],
): BucketConfig => fromWire(tableOf(bucket).all, streamIdentity, wire, declared);

/** @returns the same declaration in canonical form; doing it twice changes nothing */
export const normaliseBucket = (bucket: BucketId, config: BucketConfig): BucketConfig =>
  bucketFromWire(bucket, bucketToWire(bucket, config), Object.keys(config));

/**
 * What a live bucket becomes: what is declared, with the settings that it keeps as it has them. Buckets of nats.js let
 * single entries be deleted by request, those of other clients do not, and neither is worth a change for good.
 *
 * @param live config of its stream; absent where there is none yet
 */
export function liveWire(wire: WireConfig, live: WireConfig | undefined): WireConfig {
  if (live === undefined) return wire;
  const kept = keptSettings
    .filter((key) => key in wire || live[key] === true)
    .map((key): readonly [string, boolean] => [key, live[key] === true]);
  // markers need it, whatever it was
  const marked: JsonObject = wire["allow_msg_ttl"] === true ? { allow_msg_ttl: true } : {};
  const whole = implied("", { ...wire, ...Object.fromEntries(kept), ...marked });
  // nats.js leaves it out, and from 2.14 on a server gives a bucket with sources none
  return live["duplicate_window"] === undefined ? without(whole, ["duplicate_window"]) : whole;
}
