import { isObject, type Json, type JsonObject } from "../json";

/** Key of an object that includes files: a path or a list of them, relative to the file it stands in. */
export const includeKey = "$include";

/** @returns the text that stands for a variable: of the file itself, or of the environment */
export const variable = (name: string): string => `<< $${name} >>`;

/** @returns whether a text stands for a variable */
export const isVariable = (text: string): boolean => variableForm.test(text);

const variableForm = /^<<\s*\$(\w+)\s*>>$/;
const plainKey = /^[A-Za-z_][\w-]*$/;

/**
 * Renders a value as a NATS configuration file. The same value always gives the same text.
 *
 * @param object keys in the order they are written; those for includes go first, so that their variables are known
 * @see nats-server conf/lex.go
 */
export const renderConf = (object: JsonObject): string => `${fields(object, "").join("\n")}\n`;

/**
 * Merges one configuration into another: objects key by key, anything else replaces, null removes. Includes add up.
 * New keys follow in alphabetical order, so that their order in `changes` says nothing.
 */
export function mergeConf(base: JsonObject, changes: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(base));
  for (const key of Object.keys(changes).sort()) {
    const change = changes[key] ?? null;
    const old = merged.get(key);
    if (change === null) {
      merged.delete(key);
    } else {
      merged.set(key, mergedValue(key, old, change));
    }
  }
  return Object.fromEntries(merged);
}

function mergedValue(key: string, old: Json | undefined, change: Json): Json {
  if (key === includeKey) {
    return [...listOf(old), ...listOf(change)];
  }
  return isObject(change) ? mergeConf(isObject(old) ? old : {}, change) : change;
}

/**
 * @returns the text in double quotes, with the escapes that the server's parser knows
 * @see nats-server conf/lex.go, lexStringEscape
 */
export const quoteConf = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what must be escaped
  `"${text.replaceAll(/["\\\u0000-\u001f]/g, (letter) => escapes.get(letter) ?? hex(letter))}"`;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

const hex = (letter: string): string => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

function fields(object: JsonObject, indent: string): readonly string[] {
  const entries = Object.entries(object);
  const includes = entries.filter(([key]) => key === includeKey);
  const others = entries.filter(([key]) => key !== includeKey);
  return [
    ...includes.flatMap(([, paths]) => listOf(paths).map((path) => include(path, indent))),
    ...others.map(([key, value]) => field(key, value, indent)),
  ];
}

const include = (path: Json, indent: string): string =>
  `${indent}include ${quoteConf(typeof path === "string" ? path : JSON.stringify(path))}`;

function field(key: string, value: Json, indent: string): string {
  const name = plainKey.test(key) ? key : quoteConf(key);
  return isObject(value)
    ? `${indent}${name} ${block(value, indent)}`
    : `${indent}${name}: ${rendered(value, indent)}`;
}

function block(object: JsonObject, indent: string): string {
  const inner = fields(object, `${indent}  `);
  return inner.length === 0 ? "{}" : `{\n${inner.join("\n")}\n${indent}}`;
}

function rendered(value: Json, indent: string): string {
  if (typeof value === "string") {
    const [, name] = variableForm.exec(value) ?? [];
    return name === undefined ? quoteConf(value) : `$${name}`;
  }
  if (isObject(value)) {
    return block(value, indent);
  }
  return isList(value) ? list(value, indent) : String(value);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : isList(value) ? value : [value];

function list(values: readonly Json[], indent: string): string {
  const inner = `${indent}  `;
  return values.length === 0
    ? "[]"
    : `[\n${values.map((value) => `${inner}${rendered(value, inner)}`).join("\n")}\n${indent}]`;
}
