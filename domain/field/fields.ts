import type { FieldChange } from "../change";
import { isObject, type Json, type JsonObject, ownValue } from "../json";
import { type Kind, type Need, same } from "./kind";
import { nearest } from "../names";
import type { WireConfig } from "../observed";
import type { Problem } from "../problem";
import { atLeast, type ServerFacts } from "../server";

/** The oldest server line this project speaks to: what it knows is always sent, at its default as well. */
export const oldestServer = "2.10.0";

/** One value of a config: its names, what it holds, since when there is one. */
export interface Part {
  /** The wire's name, snake_case. */
  readonly wire: string;
  readonly kind: Kind;
  /** First server version whose config has it. */
  readonly since: string;
  /** JetStream API level that brought it (ADR-44); 0 before 2.11. */
  readonly level: number;
  /** In wire form, as the server has it when nobody says anything; null: not there at all. */
  readonly default: Json;
  /** One line for people. */
  readonly doc: string;
  /** There is nothing to be without it. */
  readonly required?: true;
  /** A nested part that is sent at its default as well, for servers read its absence in other ways. */
  readonly sent?: "always";
}

/** A row of a field table. `Context` is what its rule of change needs to know beside the two values. */
export interface Field<Context> extends Part {
  readonly change: Mutability<Context>;
  /** Where the server fills in a value of its own, depending on other fields, if nothing is declared. */
  readonly derived?: Derived;
}

/** A field that the server fills in by itself. */
export interface Derived {
  /** What it fills in as far as the config tells, in wire form. */
  value(config: WireConfig): Json;
  /** Whether a value that was read back may be the server's own; limits of server and account can play in. */
  mayBe(value: Json, config: WireConfig): boolean;
}

/** What a change of a field costs. */
export interface Mutability<Context> {
  /** For documentation: `in place`, `replaces the stream`. */
  readonly summary: string;
  judge(difference: Difference, context: Context): Verdict;
}

/** The same field on both sides, in wire form at its canonical value; null where it is absent. */
export interface Difference {
  readonly from: Json;
  readonly to: Json;
}

/** What rules of change know beside the two values. */
export interface ChangeContext {
  readonly desired: WireConfig;
  readonly observed: WireConfig;
  readonly server: ServerFacts;
}

/** What a change of one field costs, with the reason for a person. */
export type Verdict = Pick<
  FieldChange,
  "class" | "reason" | "messagesDeleted" | "certainty" | "bytesDeleted" | "warns"
>;

/** Rows by the name under which a person declares them. */
export type Parts = Readonly<Record<string, Part>>;

/** A declaration is plain data, whatever its type says of its fields; this is the one place that says so. */
export const asData = (config: object): JsonObject => config as JsonObject;

/** @returns problems of every value of an object, and of keys that no row has */
export function partsProblems(
  parts: Parts,
  config: JsonObject,
  path: (name: string) => string,
  unknown: (key: string) => string,
): readonly Problem[] {
  const absent = Object.entries(parts)
    .filter(([name, part]) => part.required && config[name] === undefined)
    .map(([name, { kind }]) => ({ path: path(name), reason: `missing; write ${kind.label}` }));
  const wrong = given(config).flatMap(([key, value]) => {
    const part = ownValue(parts, key);
    return part === undefined
      ? [{ path: path(key), reason: unknown(key) }]
      : part.kind.problems(value, path(key));
  });
  return [...absent, ...wrong];
}

/** @returns why a key is wrong, with the field that was probably meant */
export function unknownKey(parts: Parts, key: string, more: string): string {
  const byWireName = Object.entries(parts).find(([, part]) => part.wire === key)?.[0];
  const guess = byWireName ?? nearest(key, Object.keys(parts));
  return `unknown field; ${guess === undefined ? more : `did you mean "${guess}"?`}`;
}

/** @returns the declared values in wire form, under the wire's names; those at their default left out */
export function partsToWire(parts: Parts, config: JsonObject): JsonObject {
  const values = wires(parts, config).filter(
    ([part, wire]) => part.required === true || part.sent === "always" || !same(wire, part.default),
  );
  return Object.fromEntries(values.map(([part, wire]) => [part.wire, wire]));
}

const wires = (parts: Parts, config: JsonObject): readonly (readonly [Part, Json])[] =>
  Object.entries(parts).map(([name, part]) => [part, wireOf(part, config[name])]);

/** @returns the values as a person declares them, in canonical form; those at their default left out */
export function partsFromWire(parts: Parts, wire: JsonObject): JsonObject {
  const values = Object.entries(parts).flatMap(([name, part]) => {
    const value = canonical(part, wire[part.wire]);
    const left = part.required !== true && same(value, canonical(part, part.default));
    return left || value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** @returns a declared value in wire form, the default where nothing is declared */
export const wireOf = (part: Part, value: Json | undefined): Json =>
  value === undefined ? part.default : (filled(part.kind.toWire(value)) ?? part.default);

/** @returns a wire value in its canonical declared form, the default where there is none, null where that is nothing */
export function canonical(part: Part, wire: Json | undefined): Json {
  const fallback = part.default === null ? null : part.kind.fromWire(part.default);
  const value = wire === undefined ? null : filled(wire);
  return value === null ? fallback : (filled(part.kind.fromWire(value)) ?? fallback);
}

/**
 * @returns a wire value in its canonical wire form, so that -5, 0 and nothing at all are one and the same; as it is where
 *   no person could declare it, as a newer server or another tool may write it
 */
export function canonicalWire(part: Part, wire: Json | undefined): Json {
  const value = canonical(part, wire);
  if (value === null) return null;
  return part.kind.problems(value, "").length === 0 ? wireOf(part, value) : filled(wire ?? null);
}

/** An empty text, list or object says as much as none: servers leave them out of what they reply. */
function filled(value: Json): Json {
  const empty =
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0);
  return empty ? null : value;
}

/** @returns what of the declared values only newer servers know, those at their default aside */
export function partsNeeds(
  parts: Parts,
  config: JsonObject,
  path: (name: string) => string,
): readonly Need[] {
  return given(config).flatMap(([name, value]) => {
    const part = ownValue(parts, name);
    if (part === undefined || same(wireOf(part, value), part.default)) {
      return [];
    }
    const inside = (part.kind.needs?.(value, path(name)) ?? []).filter(
      ({ since }) => !atLeast(part.since, since),
    );
    return [{ path: path(name), since: part.since }, ...inside];
  });
}

/** @returns what of it this server is too old for */
export const unmet = (needs: readonly Need[], server: ServerFacts): readonly Need[] =>
  needs.filter(({ since }) => !atLeast(server.version, since));

/** @returns why the server cannot take it: what follows its path in a sentence */
export const tooOld = ({ since }: Need, { version }: ServerFacts): string =>
  `needs server ${shortVersion(since)}; this one is ${version}, which ${
    // since 2.12 unknown fields are refused (10025); before they vanish
    atLeast(version, "2.12.0") ? "refuses it" : "would drop it without a word"
  }`;

/** @returns "2.12" for "2.12.0", "2.12.5" as it is */
export const shortVersion = (version: string): string => version.replace(/^(\d+\.\d+)\.0$/, "$1");

/** @returns what is declared: `undefined` stands for nothing */
export const given = (config: JsonObject): readonly (readonly [string, Json])[] =>
  Object.entries(config).filter(([, value]) => (value as Json | undefined) !== undefined);

/** @returns a nested object of the wire, empty where there is none */
export const inner = (value: Json | undefined): JsonObject =>
  value !== undefined && isObject(value) ? value : {};
