import type { FieldChange } from "../change";
import { isObject, type Json } from "../json";

/** One thing that differs, its values as texts: `"7d"`, `10000`, `nothing`. */
export interface Difference {
  /** `maxAge`, or the key of an object: `consumerLimits.maxAckPending`. */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** @returns the change as texts; of an object only the keys that differ */
export function differencesOf({
  field,
  from,
  to,
}: Pick<FieldChange, "field" | "from" | "to">): readonly Difference[] {
  if ((from ?? to) === null || !isObject(from ?? {}) || !isObject(to ?? {})) {
    return [{ field, from: shown(from), to: shown(to) }];
  }
  const [before, after] = [isObject(from) ? from : {}, isObject(to) ? to : {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({
      field: `${field}${access(key)}`,
      from: shown(before[key]),
      to: shown(after[key]),
    }))
    .filter((part) => part.from !== part.to);
}

const access = (key: string): string => (/^\w+$/.test(key) ? `.${key}` : `["${key}"]`);

const shown = (value: Json | undefined): string =>
  value === null || value === undefined ? "nothing" : JSON.stringify(value);
