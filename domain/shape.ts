import { isObject, type Json, type JsonObject, ownValue } from "./json";
import { meantOrKnown } from "./names";
import type { Problem } from "./problem";

/**
 * What a value that a person wrote may be. "any" is not looked at. Whether a
 * text of the right shape means something is not asked here.
 */
export type Shape =
  | "text"
  | "number"
  | "boolean"
  | "false"
  | "texts"
  | "any"
  | { readonly oneOf: readonly string[] }
  | { readonly fields: Fields }
  /** By name, whatever the names are. */
  | { readonly each: Shape }
  /** One of them at most has fields. */
  | { readonly either: readonly [Shape, ...Shape[]] };

/** The fields there are, each with what it holds. */
export type Fields = Readonly<Record<string, Shape>>;

/** A shape for every field of a type, so that none is forgotten. */
export type FieldsOf<T> = { readonly [Key in keyof Required<T>]: Shape };

/**
 * Finds fields that there are not, and values of another kind. Null stands for a field that is left out.
 *
 * @param path of the value, in front of its fields' own
 */
export function shapeProblems(value: Json, shape: Shape, path: string): readonly Problem[] {
  if (value === null || shape === "any") return [];
  if (typeof shape === "object" && "either" in shape) return eitherProblems(value, shape, path);
  const inner = isObject(value) ? innerProblems(value, shape, path) : undefined;
  if (inner !== undefined) return inner;
  return fits(value, shape) ? [] : [{ path, reason: wrong(value, shape) }];
}

const wrong = (value: Json, shape: Shape): string =>
  `got ${JSON.stringify(value)}; write ${described(shape)}`;

function eitherProblems(
  value: Json,
  { either }: { readonly either: readonly [Shape, ...Shape[]] },
  path: string,
): readonly Problem[] {
  if (either.some((shape) => shapeProblems(value, shape, path).length === 0)) return [];
  // an object is meant to be the form that has fields
  const form = either.find((shape) => typeof shape === "object" && "fields" in shape);
  if (isObject(value) && form) return shapeProblems(value, form, path);
  return [{ path, reason: wrong(value, { either }) }];
}

function innerProblems(
  value: JsonObject,
  shape: Shape,
  path: string,
): readonly Problem[] | undefined {
  if (typeof shape === "string" || "either" in shape || "oneOf" in shape) return undefined;
  return Object.entries(value).flatMap(([key, one]) => {
    const own = "each" in shape ? shape.each : ownValue(shape.fields, key);
    return own === undefined
      ? [{ path, reason: unknown(key, Object.keys("fields" in shape ? shape.fields : {})) }]
      : shapeProblems(one, own, `${path}.${key}`);
  });
}

const unknown = (key: string, known: readonly string[]): string =>
  `unknown field "${key}"; ${meantOrKnown(key, known)}`;

function fits(value: Json, shape: Shape): boolean {
  if (typeof shape === "object")
    return "oneOf" in shape && shape.oneOf.some((one) => one === value);
  switch (shape) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "false":
      return value === false;
    case "texts":
      return Array.isArray(value) && value.every((one) => typeof one === "string");
    case "any":
      return true;
    default:
      return shape satisfies never;
  }
}

function described(shape: Shape): string {
  if (typeof shape === "string") return words[shape];
  if ("oneOf" in shape) return shape.oneOf.map((one) => JSON.stringify(one)).join(" or ");
  if ("either" in shape) return shape.either.map(described).join(", or ");
  return "fields" in shape ? `an object of ${Object.keys(shape.fields).join(", ")}` : "an object";
}

const words: Readonly<Record<Extract<Shape, string>, string>> = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  false: "false",
  texts: "a list of texts",
  any: "anything",
};
