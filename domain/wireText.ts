import { isObject, type Json, type JsonObject } from "./json";

/** Fields of requests that are unsigned 64-bit on the server, which takes them as numbers alone. */
const sequenceFields: ReadonlySet<string> = new Set([
  "first_seq",
  "last_seq",
  "opt_start_seq",
  "seq",
]);

/**
 * A request's body as the server takes it, in one line: sequences that a JavaScript number cannot hold are decimal texts
 * here and numbers there.
 */
export function wireText(body: JsonObject): string {
  return text(body, "");
}

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
