import { isObject, type Json, type JsonObject } from "../json";
import { type Kind, same, textOf } from "../field/kind";
import { judged } from "../field/kinds";
import type { Parts } from "../field/fields";
import { without } from "../field/rules";
import { record } from "../field/structKinds";
import { source, sourceParts } from "../stream/streamParts";
import { subjectProblem } from "../subject";
import { bucketNameProblem, bucketOf, keySubject, streamNameOf } from "./bucketId";

/** A mirror takes subjects as they are; what a source brings is renamed into the bucket. */
export type OriginRole = "mirror" | "source";

const { name, filterSubject, subjectTransforms, ...settings } = sourceParts;

/** Parts of an origin that is a bucket. */
export const bucketSourceParts = {
  bucket: {
    ...name,
    kind: judged("the name of a bucket", bucketNameProblem),
    doc: "the bucket that is copied",
  },
  keys: {
    ...filterSubject,
    kind: judged('keys, such as "orders.>"', subjectProblem),
    default: ">",
    doc: "copy only keys that match, wildcards allowed",
  },
  ...settings,
} satisfies Parts;

/** Parts of an origin that is a stream of any kind. */
export const streamOriginParts = {
  stream: name,
  filterSubject,
  subjectTransforms,
  ...settings,
} satisfies Parts;

const bucketForm = record('a bucket to copy, such as { bucket: "settings" }', bucketSourceParts);
const streamForm = record('a stream to copy, such as { stream: "ORDERS" }', streamOriginParts);
const plain = source();

/**
 * Where a bucket's entries are copied from. In declared form it names a bucket; on the wire it is what the clients make of
 * that: the bucket's stream, its subjects renamed. What no bucket can stand for is shown as the stream that it is.
 *
 * @param own name of the bucket that copies
 * @see nats.go jetstream/kv.go, prepareKeyValueConfig
 */
export const originKind = (own: string, role: OriginRole): Kind => ({
  label: bucketForm.label,
  problems: (value, path) =>
    isObject(value) ? formOf(value).problems(value, path) : bucketForm.problems(value, path),
  toWire: (value) => (isObject(value) ? plain.toWire(asStream(value, own, role)) : value),
  fromWire: (wire) => {
    const shape = plain.fromWire(wire);
    return isObject(shape) ? asBucket(shape, own, role) : shape;
  },
  needs: (value, path) => (isObject(value) ? (formOf(value).needs?.(value, path) ?? []) : []),
});

const formOf = (value: JsonObject): Kind => ("stream" in value ? streamForm : bucketForm);

function asStream(value: JsonObject, own: string, role: OriginRole): JsonObject {
  const { bucket, stream, keys, ...rest } = value;
  if (bucket === undefined) return { ...rest, name: stream ?? "" };
  const from = textOf(bucket);
  return {
    ...rest,
    name: streamNameOf({ kind: "keyValue", name: from }),
    ...chosen(from, textOf(keys) || ">", own, isRenamed(from, rest, own, role)),
  };
}

/** The same bucket elsewhere has the same subjects; there is nothing to rename. */
const isRenamed = (
  from: string,
  { external }: JsonObject,
  own: string,
  role: OriginRole,
): boolean => role === "source" && (external === undefined || from !== own);

/** What is copied, as a filter or as a transform into the own bucket. */
function chosen(from: string, keys: string, own: string, renamed: boolean): JsonObject {
  if (renamed) {
    const transform = { src: keySubject(from, keys), dest: keySubject(own, numbered(keys)) };
    return { subjectTransforms: [transform] };
  }
  return keys === ">" ? {} : { filterSubject: keySubject(from, keys) };
}

/** A transform's end names the wildcards of its beginning by number. */
function numbered(keys: string): string {
  let count = 0;
  return keys
    .split(".")
    .map((token) => (token === "*" ? `$${(count += 1)}` : token))
    .join(".");
}

function asBucket(shape: JsonObject, own: string, role: OriginRole): JsonObject {
  const {
    name: stream = "",
    filterSubject: filter,
    subjectTransforms: transforms,
    ...rest
  } = shape;
  const origin = bucketOf(textOf(stream));
  const keys = origin?.kind === "keyValue" ? keysIn(origin.name, filter, transforms) : undefined;
  if (origin && keys !== undefined) {
    const value = { bucket: origin.name, ...(keys !== ">" && { keys }), ...rest };
    if (same(asStream(value, own, role), shape)) return value;
  }
  return { stream, ...without(shape, ["name"]) };
}

/** @returns the keys that a filter or the beginning of a transform stands for; `asBucket` looks whether all the rest fits */
function keysIn(
  origin: string,
  filter: Json | undefined,
  transforms: Json | undefined,
): string | undefined {
  const [first]: readonly Json[] = Array.isArray(transforms) ? (transforms as Json[]) : [];
  const subject = isObject(first) ? first["src"] : filter;
  if (subject === undefined) return ">";
  const prefix = keySubject(origin, "");
  const text = textOf(subject);
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
