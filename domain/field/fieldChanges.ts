import type { FieldChange } from "../change";
import {
  canonical,
  canonicalWire,
  type ChangeContext,
  type Field,
  partsNeeds,
  tooOld,
  unmet,
} from "./fields";
import { type Json, ownValue } from "../json";
import { same } from "./kind";
import { type Fields, unknownKeys } from "./wire";

/**
 * Field by field, what differs between a desired config and an observed one, and what the change costs.
 *
 * Both sides are brought into canonical form first. A field that the server derives counts only where it is
 * declared, or where what was read back cannot be the server's own. Observed keys that no row has are passed over
 * unless they are desired.
 */
export function fieldChanges<C extends ChangeContext>(
  fields: Fields<C>,
  identity: readonly string[],
  context: C,
): readonly FieldChange[] {
  const known = Object.entries(fields).flatMap(([name, field]) => {
    const [from, to] = sides(field, context);
    return same(canonical(field, from), canonical(field, to))
      ? []
      : [fieldChange(name, field, from, to, context)];
  });
  return [...known, ...rawChanges(fields, identity, context)];
}

/** Both sides in wire form. */
function sides<C extends ChangeContext>(field: Field<C>, { desired, observed }: C): [Json, Json] {
  const from = canonicalWire(field, observed[field.wire]);
  const to = canonicalWire(field, desired[field.wire]);
  if (field.derived === undefined || desired[field.wire] !== undefined) {
    return [from, to];
  }
  return [from, field.derived.mayBe(from, observed) ? from : field.derived.value(desired)];
}

function fieldChange<C extends ChangeContext>(
  name: string,
  field: Field<C>,
  from: Json,
  to: Json,
  context: C,
): FieldChange {
  const ends = { from: canonical(field, from), to: canonical(field, to) };
  const needs = ends.to === null ? [] : partsNeeds({ [name]: field }, { [name]: ends.to }, String);
  const [tooNew] = unmet(needs, context.server);
  if (tooNew !== undefined) {
    const reason = `${tooNew.path} ${tooOld(tooNew, context.server)}`;
    return { field: name, ...ends, class: "impossible", reason };
  }
  return { field: name, ...ends, ...field.change.judge({ from, to }, context) };
}

/** Fields that only the declaration's `raw` knows: the server decides what it does with them. */
function rawChanges<C extends ChangeContext>(
  fields: Fields<C>,
  identity: readonly string[],
  { desired, observed }: C,
): readonly FieldChange[] {
  return Object.entries(unknownKeys(fields, identity, desired))
    .filter(([key, value]) => !same(value, ownValue(observed, key) ?? null))
    .map(([key, value]) => ({
      field: `raw.${key}`,
      from: ownValue(observed, key) ?? null,
      to: value,
      class: "update",
      reason:
        "sent as it stands; a server that does not know it refuses it (10025), one before 2.12 drops it",
    }));
}
