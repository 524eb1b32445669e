import { isObject, type Json, type JsonObject } from "../../domain/json";

/** @returns a config without what the server says of itself */
export function bare(config: JsonObject): JsonObject {
  const { metadata, ...rest } = config;
  const texts = metadata !== undefined && isObject(metadata) ? Object.entries(metadata) : [];
  const own = texts.filter(([key]) => !key.startsWith("_nats."));
  return own.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(own) };
}

/** @returns whether something that was asked for is not there at all, at any depth; what says nothing may be left out */
export function lacks(there: Json | undefined, asked: Json): boolean {
  if (saysNothing(asked)) return false;
  if (there === undefined || there === null) return true;
  if (Array.isArray(asked)) {
    return asked.some((item: Json, at) =>
      lacks(Array.isArray(there) ? (there[at] as Json) : null, item),
    );
  }
  return (
    isObject(asked) &&
    Object.entries(asked).some(([key, value]) => lacks(isObject(there) ? there[key] : null, value))
  );
}

/** Values that servers leave out of what they reply. */
const saysNothing = (value: Json): boolean =>
  value === null ||
  value === "" ||
  value === 0 ||
  value === -1 ||
  value === false ||
  value === "default" ||
  value === "none";
