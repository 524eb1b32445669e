import { isObject, type Json, type JsonObject } from "./json";
import { nearest } from "./names";
import type { Problem } from "./problem";

/**
 * What a value that a person wrote may be. "any" is not looked at. Whether a
 * text of the right shape means something is not asked here.
 */
export type Shape =
  | "text"
  | "number"
  | "boolean"
  | "texts"
  | "any"
  | { readonly oneOf: readonly string[] }
  | { readonly fields: Fields }
  /** By name, whatever the names are. */
  | { readonly each: Shape }
  /** The first is told where none fits. */
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
  return fits(value, shape)
    ? []
    : [{ path, reason: `got ${JSON.stringify(value)}; write ${described(shape)}` }];
}

function eitherProblems(
  value: Json,
  { either }: { readonly either: readonly [Shape, ...Shape[]] },
  path: string,
): readonly Problem[] {
  const found = either.map((shape) => shapeProblems(value, shape, path));
  return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
}

function innerProblems(
  value: JsonObject,
  shape: Shape,
  path: string,
): readonly Problem[] | undefined {
  if (typeof shape === "string" || "either" in shape || "oneOf" in shape) return undefined;
  return Object.entries(value).flatMap(([key, one]) => {
    const own = "each" in shape ? shape.each : shape.fields[key];
    return own === undefined
      ? [{ path, reason: unknown(key, Object.keys("fields" in shape ? shape.fields : {})) }]
      : shapeProblems(one, own, `${path}.${key}`);
  });
}

function unknown(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  const hint = guess === undefined ? `known are ${known.join(", ")}` : `did you mean "${guess}"?`;
  return `unknown field "${key}"; ${hint}`;
}

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
  if ("either" in shape) return described(shape.either[0]);
  return "fields" in shape ? `an object of ${Object.keys(shape.fields).join(", ")}` : "an object";
}

const words: Readonly<Record<Extract<Shape, string>, string>> = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  texts: "a list of texts",
  any: "anything",
};
