import { isObject, type Json, type JsonObject } from "../domain/json";

/** Fields of requests that are unsigned 64-bit on the server, which takes them as numbers alone. */
const sequenceFields: ReadonlySet<string> = new Set(["first_seq", "opt_start_seq", "seq"]);

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * Parses a reply of the server. A whole number that a JavaScript number cannot hold comes as its decimal digits in a
 * string, so that no sequence changes silently; whole-millisecond durations stay numbers.
 *
 * @throws SyntaxError where the text is no JSON
 */
export function parseWire(text: string): unknown {
  return JSON.parse(
    text.replace(stringOrNumber, (token) => (isInexact(token) ? `"${token}"` : token)),
  );
}

/** The inverse of {@link parseWire}: sequences that are decimal strings are written as numbers. */
export function wireText(body: JsonObject): string {
  return text(body, "");
}

const isInexact = (token: string): boolean =>
  /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;

function text(value: Json, key: string): string {
  // a user's own words, whatever their names
  if (key === "metadata") return JSON.stringify(value);
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${text(member, name)}`,
    );
    return `{${members.join(",")}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: Json) => text(item, key)).join(",")}]`;
  }
  const digits = typeof value === "string" && sequenceFields.has(key) && /^\d+$/.test(value);
  return digits ? value : JSON.stringify(value);
}
