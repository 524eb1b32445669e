import { asData, canonical, type ChangeContext, type Field, oldestServer, wireOf } from "./fields";
import { isObject, type Json, type JsonObject } from "../json";
import { same } from "./kind";
import type { WireConfig } from "../observed";
import { atLeast } from "../server";

/** A table of fields, by the names under which people declare them. */
export type Fields<Context> = Readonly<Record<string, Field<Context>>>;

/**
 * A declaration as the server takes it, before what fields imply for one another.
 *
 * What every supported server knows is always in it, for an update that leaves a field out resets it. A newer field
 * is in it only where it is declared and not at its default: older servers refuse it (10025) or drop it. A field
 * that the server derives is in it only where it is declared.
 */
export function toWire<C extends ChangeContext>(fields: Fields<C>, config: object): JsonObject {
  const declared = asData(config);
  const wire: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = wireOf(field, declared[name]);
    if (value !== null && isSent(field, declared[name], value)) {
      wire[field.wire] = value;
    }
  }
  return wire;
}

function isSent<C>(field: Field<C>, declared: Json | undefined, value: Json): boolean {
  const wanted = field.derived === undefined || declared !== undefined;
  return wanted && (!same(value, field.default) || atLeast(oldestServer, field.since));
}

/** @returns the wire with the keys that no row has, as the declaration's `raw` gives them */
export function withRaw(wire: JsonObject, config: object): JsonObject {
  const { raw } = asData(config);
  return raw !== undefined && isObject(raw) ? { ...wire, ...raw } : wire;
}

/**
 * The declaration that a config of the server stands for, in canonical form.
 *
 * @param identity wire keys that are no fields: the name
 * @param declared names to show even at their default; everything else at its default is left out
 */
export function fromWire<C extends ChangeContext>(
  fields: Fields<C>,
  identity: readonly string[],
  wire: WireConfig,
  declared: readonly string[],
): JsonObject {
  const config: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = canonical(field, wire[field.wire]);
    if (value !== null && (declared.includes(name) || !isDefault(field, value, wire))) {
      config[name] = value;
    }
  }
  const raw = unknownKeys(fields, identity, wire);
  return declared.includes("raw") && Object.keys(raw).length > 0 ? { ...config, raw } : config;
}

function isDefault<C>(field: Field<C>, value: Json, wire: WireConfig): boolean {
  const ordinary = same(value, canonical(field, undefined));
  return (
    ordinary ||
    (field.derived !== undefined && same(value, canonical(field, field.derived.value(wire))))
  );
}

/** @returns what a wire config has beside the rows of the table and its identity */
export function unknownKeys<C>(
  fields: Fields<C>,
  identity: readonly string[],
  wire: WireConfig,
): JsonObject {
  const known = new Set([...identity, ...Object.values(fields).map((field) => field.wire)]);
  return Object.fromEntries(Object.entries(wire).filter(([key]) => !known.has(key)));
}
