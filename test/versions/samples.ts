import type { Json, JsonObject } from "../../domain/json";

/**
 * What stands in samples for the name of the asset that is changed: each has its own, for many live on one server at once.
 */
export const own = "OWN";

/** What an asset holds when it is changed. */
export type Situation = "empty" | "messages" | "consumer";

/** Values of one field among which every one is changed into every other. */
export interface Samples {
  readonly values: readonly Sample[];
  /** Further fields that they need; null takes one away that all have. */
  readonly beside?: JsonObject;
  /** Of consumers: config of the stream. */
  readonly stream?: JsonObject;
  /** @default messages alone */
  readonly situations?: readonly Situation[];
  /** How the table calls what is beside; needed where a field has samples of several sorts. */
  readonly where?: string;
}

/** A value in declared form, null where nothing is declared; with further fields that it needs. */
export type Sample = Json | Also;

/** A value that does not go alone. */
export class Also {
  constructor(
    readonly value: Json,
    readonly beside: JsonObject,
  ) {}
}

/** @returns a value with further fields; null takes one away that all have */
export const also = (value: Json, beside: JsonObject): Also => new Also(value, beside);

/** @returns the value alone */
export const valueOf = (sample: Sample): Json => (sample instanceof Also ? sample.value : sample);

/** @returns the declaration that a sample makes, its placeholders still in it */
export function declared(
  field: string,
  { beside = {} }: Samples,
  base: JsonObject,
  sample: Sample,
) {
  const more = sample instanceof Also ? sample.beside : {};
  const all = { ...base, ...beside, ...more, [field]: valueOf(sample) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** @returns the same with the asset's own name in it */
export const named = <Value extends JsonObject>(value: Value, name: string): Value =>
  JSON.parse(JSON.stringify(value).replaceAll(own, name)) as Value;
