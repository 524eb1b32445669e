import {
  asData,
  given,
  type ChangeContext,
  partsNeeds,
  partsProblems,
  tooOld,
  unknownKey,
  unmet,
} from "./fields";
import { isObject, type Json, type JsonObject, ownValue } from "../json";
import { shown, textOf } from "./kind";
import type { WireConfig } from "../observed";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";
import type { Fields } from "./wire";

/** A rule over several fields. It is asked only where all the fields it reads are well formed by themselves. */
export interface Rule<Subject> {
  /** Under this field the problem is told. */
  readonly field: string;
  /** Further fields that it reads. */
  readonly reads: readonly string[];
  /** @returns the reason, with the way out, or undefined where the rule holds */
  readonly broken: (subject: Subject) => string | undefined;
}

/** What rules of streams and consumers both look at. */
export interface Declared {
  readonly name: string;
  /** The well-formed part of what was declared. */
  readonly config: JsonObject;
  /** The same as the server would get it. */
  readonly wire: WireConfig;
  /** Absent: only what holds for every server is checked. */
  readonly server?: ServerFacts;
}

/** @returns problems of each field by itself: unknown, of another kind, out of range */
export const fieldProblems = <C extends ChangeContext>(
  fields: Fields<C>,
  config: object,
  path: (name: string) => string,
): readonly Problem[] => {
  const declared = without(asData(config), ["raw"]);
  const elsewhere = 'a field of a newer server goes into "raw", by its wire name';
  return partsProblems(fields, declared, path, (key) => unknownKey(fields, key, elsewhere));
};

/** @returns the declared fields that have no problem by themselves */
export function wellFormed<C extends ChangeContext>(fields: Fields<C>, config: object): JsonObject {
  const good = given(asData(config)).filter(
    ([name, value]) => ownValue(fields, name)?.kind.problems(value, name).length === 0,
  );
  return Object.fromEntries(good);
}

/** @returns the problems of the rules that can be asked, given which fields are well formed */
export function ruleProblems<Subject extends Declared>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  config: object,
  path: (name: string) => string,
): readonly Problem[] {
  const malformed = Object.keys(asData(config)).filter((name) => !(name in subject.config));
  return rules.flatMap(({ field, reads, broken }) => {
    const asked = ![field, ...reads].some((name) => malformed.includes(name));
    const reason = asked ? broken(subject) : undefined;
    return reason === undefined ? [] : [{ path: path(field), reason }];
  });
}

/** @returns what of the declaration this server is too old for */
export const versionProblems = <C extends ChangeContext>(
  fields: Fields<C>,
  { config, server }: Declared,
  path: (name: string) => string,
): readonly Problem[] =>
  server === undefined
    ? []
    : unmet(partsNeeds(fields, config, path), server).map((need) => ({
        path: need.path,
        reason: `${tooOld(need, server)}; leave it out or upgrade the server`,
      }));

/** @returns problems of `raw`: no object, or a key that has a field of its own or is none of a person's */
export function rawProblems<C extends ChangeContext>(
  fields: Fields<C>,
  reserved: readonly string[],
  config: object,
  path: (name: string) => string,
): readonly Problem[] {
  const { raw } = asData(config);
  if (raw === undefined) {
    return [];
  }
  if (!isObject(raw)) {
    const reason = `got ${shown(raw)}; write fields of the server by their wire names`;
    return [{ path: path("raw"), reason }];
  }
  return Object.keys(raw).flatMap((key) => {
    const field = Object.entries(fields).find(([, { wire }]) => wire === key)?.[0];
    const own = field === undefined ? undefined : `has a field of its own; declare "${field}"`;
    const taken = reserved.includes(key) ? "is not for a declaration; leave it out" : undefined;
    const reason = own ?? taken;
    return reason === undefined ? [] : [{ path: path(`raw.${key}`), reason }];
  });
}

/** @returns the object without some of its keys */
export const without = (value: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** @returns the texts of a list of the wire */
export const textsOf = (wire: WireConfig, key: string): readonly string[] => {
  const value = wire[key];
  return Array.isArray(value) ? value.map((item: Json) => textOf(item)) : [];
};
