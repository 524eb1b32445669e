/** A value as it travels on the wire and lies in the state file. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. A key that has no value is absent; `undefined` never stands in it. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** @returns the JSON object that a text is; undefined where it is none */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether the value is a JSON object: neither null nor a list */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns what a record holds under a name that somebody chose: `toString` and the like are in none by themselves */
export const ownValue = <Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(record, name) ? record[name] : undefined);
