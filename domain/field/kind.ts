import type { Part } from "./fields";
import type { Json } from "../json";
import type { Problem } from "../problem";

/**
 * What a field holds: how a person writes it, how the wire has it, what is allowed.
 *
 * `toWire` takes a value that has no problems, or one that `fromWire` made. `toWire` and `fromWire` together
 * give the one canonical form of a value, so that two of them are compared by plain equality.
 */
export interface Kind {
  /** For documentation and messages: `a duration, such as "90s", 100ms or more`. */
  readonly label: string;
  problems(value: Json, path: string): readonly Problem[];
  toWire(value: Json): Json;
  /** Takes whatever a server says; what it cannot read it hands on as it is. */
  fromWire(wire: Json): Json;
  /** What in the value only newer servers know. */
  needs?(value: Json, path: string): readonly Need[];
  /** Every word that it allows, where it is one of a few. */
  readonly words?: readonly string[];
  /** Its named parts, where it is an object; of a list, those of its items. */
  readonly parts?: Readonly<Record<string, Part>>;
}

/** Something declared that a server knows only from a version on. */
export interface Need {
  /** `allowMsgTtl`, `sources[0].consumer`, `ackPolicy "flow_control"`. */
  readonly path: string;
  readonly since: string;
}

/** @returns a value as a message shows it */
export const shown = (value: Json): string => {
  // a program can hand on what is no JSON at all: a function has no text
  const json: unknown = JSON.stringify(value);
  const text = typeof json === "string" ? json : typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
};

/** @returns a text as it is, any other value as JSON, nothing for nothing: for messages, and parsers of text */
export function textOf(value: Json | undefined): string {
  if (value === undefined) {
    return "";
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** @returns whether two canonical values are the same; keys of an object have no order */
export const same = (a: Json, b: Json): boolean => a === b || sorted(a) === sorted(b);

/** @returns JSON with the keys of all objects in order */
export const sorted = (value: Json): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
