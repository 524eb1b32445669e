import type { Derived } from "../field/fields";
import type { Json, JsonObject } from "../json";
import type { Fields } from "../field/wire";
import type { StreamContext } from "../stream/streamContext";
import { streamFields } from "../stream/streamFields";
import { type BucketField, keyValueFields, objectStoreFields } from "./bucketFields";
import { type BucketId, bucketSubjects } from "./bucketId";

/** The field tables of one bucket. */
export interface BucketTable {
  /** What a person declares. */
  readonly options: Fields<StreamContext>;
  /** The options, and what makes a stream a bucket: "stream.discard", at the value that the clients give it. */
  readonly all: Fields<StreamContext>;
}

/**
 * What the clients fix for every bucket, beside the defaults of a stream.
 *
 * @see nats.go jetstream/kv.go and object.go; nats.js makes the same, seen on 2.10 to 2.15
 */
const fixedValues: JsonObject = { discard: "new", allow_rollup_hdrs: true, allow_direct: true };

/**
 * Settings that a live bucket keeps as they are: clients differ in them, or turn them on for good, and every client works
 * with either.
 */
export const keptSettings: readonly string[] = [
  "deny_delete",
  "deny_purge",
  "sealed",
  "allow_msg_ttl",
  "mirror_direct",
];

const keptAsItIs = (wire: string): Derived => ({
  value: (config) => config[wire] ?? false,
  mayBe: () => true,
});

/** Some clients name the window that a server gives by itself, even for a mirror, which has none. */
function orNamed(derived: Derived, wire: string): Derived {
  const named = (config: JsonObject): Json =>
    derived.mayBe(config[wire] ?? null, config) ? (config[wire] ?? null) : null;
  return {
    value: (config) => named(config) ?? derived.value(config),
    mayBe: (value, config) => derived.mayBe(value, config),
  };
}

/** @returns the rows of a bucket: its options, and all other settings of its stream */
export function tableOf(bucket: BucketId): BucketTable {
  const options: Fields<StreamContext> =
    bucket.kind === "keyValue" ? keyValueFields(bucket.name) : objectStoreFields;
  const declared = new Set(Object.values(options).map(({ wire }) => wire));
  const fixed = Object.entries(streamFields)
    .filter(([, { wire }]) => !declared.has(wire))
    .map(([name, row]): readonly [string, BucketField] => [
      `stream.${name}`,
      fixedRow(row, bucket),
    ]);
  return { options, all: { ...options, ...Object.fromEntries(fixed) } };
}

function fixedRow(row: BucketField, bucket: BucketId): BucketField {
  if (keptSettings.includes(row.wire)) return { ...row, derived: keptAsItIs(row.wire) };
  if (row.wire !== "subjects") {
    const fixed = { ...row, default: fixedValues[row.wire] ?? row.default };
    return row.derived ? { ...fixed, derived: orNamed(row.derived, row.wire) } : fixed;
  }
  const value = (config: JsonObject): Json =>
    config["mirror"] === undefined ? bucketSubjects(bucket) : null;
  return { ...row, derived: { value, mayBe: () => false } };
}
