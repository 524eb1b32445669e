import { inner } from "../field/fields";
import { isObject, type Json, type JsonObject } from "../json";
import { textOf } from "../field/kind";

/**
 * What a server tells the sources of a stream apart by. Where copying starts does not count, nor where it is
 * delivered: a source with another start is still the same one, and goes on where it is.
 *
 * @param source in wire form
 * @see nats-server server/stream.go, StreamSource.composeIName
 */
export const sourceIdentity = (source: JsonObject): string =>
  JSON.stringify([
    sourceOrigin(source),
    inner(source["consumer"])["name"] ?? null,
    transforms(source["subject_transforms"]) ?? [textOf(source["filter_subject"]) || ">"],
  ]);

/** @returns which stream of which account it copies */
export const sourceOrigin = (source: JsonObject): string =>
  JSON.stringify([source["name"] ?? null, inner(source["external"])["api"] ?? null]);

const transforms = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) && value.length > 0
    ? value
        .filter((item: Json) => isObject(item))
        .map((item: JsonObject) => [textOf(item["src"]) || ">", textOf(item["dest"])])
    : undefined;
