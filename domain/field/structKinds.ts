import { isObject, type Json, type JsonObject, ownValue } from "../json";
import { type Kind, shown, sorted } from "./kind";
import {
  type Parts,
  partsFromWire,
  partsNeeds,
  partsProblems,
  partsToWire,
  unknownKey,
} from "./fields";
import type { Problem } from "../problem";

/** Most bytes of all keys and values of metadata. nats-server server/stream.go, JSMaxMetadataLen. */
const mostMetadataBytes = 128 * 1024;

/** What more there is to say of an object. */
export interface RecordChecks {
  /** Keys that the server has but never takes, with the reason. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Asked where each part is right by itself: what is wrong with them together, and under which part to tell it. */
  readonly together?: (value: JsonObject) => { part: string; reason: string } | undefined;
}

/**
 * An object with named parts.
 *
 * @param label for people: "a source, such as { name: "ORDERS" }"
 */
export function record(
  label: string,
  parts: Parts,
  { refused = {}, together }: RecordChecks = {},
): Kind {
  const allowed = `fields are ${Object.keys(parts).join(", ")}`;
  const unknown = (key: string): string =>
    ownValue(refused, key) ?? unknownKey(parts, key, allowed);
  const below =
    (path: string) =>
    (name: string): string =>
      `${path}.${name}`;
  return {
    label,
    parts,
    problems: (value, path) => {
      if (!isObject(value)) {
        return [{ path, reason: `got ${shown(value)}; write ${label}` }];
      }
      const alone = partsProblems(parts, value, below(path), unknown);
      const joint = alone.length === 0 ? together?.(value) : undefined;
      return joint === undefined
        ? alone
        : [{ path: below(path)(joint.part), reason: joint.reason }];
    },
    toWire: (value) => (isObject(value) ? partsToWire(parts, value) : value),
    fromWire: (wire) => (isObject(wire) ? partsFromWire(parts, wire) : wire),
    needs: (value, path) => (isObject(value) ? partsNeeds(parts, value, below(path)) : []),
  };
}

/** Items in an order that counts. */
export const list = (label: string, item: Kind): Kind => ({
  label,
  problems: (value, path) => listProblems(label, item, value, path),
  toWire: (value) => each(value, (inside) => item.toWire(inside)),
  fromWire: (wire) => each(wire, (inside) => item.fromWire(inside)),
  needs: (value, path) =>
    itemsOf(value).flatMap((inside, i) => item.needs?.(inside, `${path}[${i}]`) ?? []),
  ...(item.words !== undefined && { words: item.words }),
  ...(item.parts !== undefined && { parts: item.parts }),
});

/** Items whose order says nothing, none twice. Canonical: in order of their text. */
export function set(label: string, item: Kind): Kind {
  const inOrder = (value: Json): Json =>
    Array.isArray(value) ? [...itemsOf(value)].sort(byText) : value;
  const items = list(label, item);
  return {
    ...items,
    problems: (value, path) => [...items.problems(value, path), ...repeated(value, path)],
    toWire: (value) => inOrder(items.toWire(value)),
    fromWire: (wire) => inOrder(items.fromWire(wire)),
  };
}

/** Keys and values of people. The server's own keys are neither taken nor handed on. */
export const metadata = (): Kind => ({
  label: "texts by key",
  problems: (value, path) =>
    isObject(value)
      ? metadataProblems(Object.entries(value), path)
      : [{ path, reason: `got ${shown(value)}; write texts by key, such as { team: "orders" }` }],
  toWire: (value) => value,
  fromWire: (wire) => (isObject(wire) ? ownKeys(wire) : wire),
});

/** Keys of the server itself: what it needs, what it is. */
const isReserved = (key: string): boolean => key.startsWith("_nats.");

const ownKeys = (metadata: Readonly<Record<string, Json>>): Json =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !isReserved(key)));

function metadataProblems(
  entries: readonly (readonly [string, Json])[],
  path: string,
): readonly Problem[] {
  const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
  const bytes = entries.reduce(
    (sum, [key, value]) => sum + bytesOf(key) + (typeof value === "string" ? bytesOf(value) : 0),
    0,
  );
  const reserved = entries
    .filter(([key]) => isReserved(key))
    .map(([key]) => `keys that begin with "_nats." are the server's; got ${shown(key)}`);
  const noText = entries
    .filter(([, value]) => typeof value !== "string")
    .map(([key, value]) => `got ${shown(value)} for ${shown(key)}; write a text`);
  const large =
    bytes > mostMetadataBytes
      ? [`got ${bytes} bytes; at most ${mostMetadataBytes} are allowed, keys and values together`]
      : [];
  return [...reserved, ...noText, ...large].map((reason) => ({ path, reason }));
}

function listProblems(label: string, item: Kind, value: Json, path: string): readonly Problem[] {
  return Array.isArray(value)
    ? itemsOf(value).flatMap((inside, i) => item.problems(inside, `${path}[${i}]`))
    : [{ path, reason: `got ${shown(value)}; write a list: ${label}` }];
}

function repeated(value: Json, path: string): readonly Problem[] {
  const texts = itemsOf(value).map(sorted);
  const twice = new Set(texts.filter((text, i) => texts.indexOf(text) !== i));
  return [...twice].map((text) => ({ path, reason: `got ${text} more than once; name it once` }));
}

const itemsOf = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

const each = (value: Json, change: (item: Json) => Json): Json =>
  Array.isArray(value) ? itemsOf(value).map(change) : value;

const byText = (a: Json, b: Json): number => (sorted(a) < sorted(b) ? -1 : 1);
