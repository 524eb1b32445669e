import assert from "node:assert/strict";
import fc from "fast-check";

/** How many cases a property of test/fuzz/ tries: few in `npm test`, as many as wanted in `npm run fuzz`. */
export const fuzzCases = Number(process.env["NATS_STACK_FUZZ_CASES"] ?? 100);

/** The same few cases in every `npm test`: what fails there fails for whoever looks. `npm run fuzz` makes up new ones. */
export const fuzzRuns = {
  numRuns: fuzzCases,
  ...(process.env["NATS_STACK_FUZZ_CASES"] === undefined && { seed: 20261123 }),
};

/** So long a property may take, on a machine with much else to do. */
export const fuzzMillis = 20_000 + fuzzCases * 500;

const odd = fc.constantFrom<unknown>(
  ...[null, undefined, true, false, "", " ", "-1", "0", "abc", "1e999", "9".repeat(40), "\u0000"],
  ...["__proto__", "constructor", "a.b", ">", "*", "$JS.API.>", "30d", "-5s", "10GiB", "NaN", "💥"],
  ...[0, -0, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 63, 1e300, [], {}, [[]], [null], {}],
);

/** Any value that a person, a file or a program could put anywhere. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: odd },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

type Container = Record<string, unknown>;

/** Every place in a value that could hold another: the objects and lists, with their keys. */
function places(value: unknown): readonly (readonly [Container, string])[] {
  if (typeof value !== "object" || value === null) return [];
  const container = value as Container;
  return Object.keys(container).flatMap((key) => [
    [container, key] as const,
    ...places(container[key]),
  ]);
}

interface Change {
  readonly at: number;
  readonly how: "replace" | "remove" | "add" | "swap";
  readonly by: unknown;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "remove", "add", "swap"),
  by: junk,
  key: fc.oneof(
    { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
    // every object of the language answers to these
    { weight: 1, arbitrary: fc.constantFrom("toString", "constructor", "valueOf") },
  ),
});

/** Changes a value in up to four places: replaced, left out, added to, or exchanged with another place. */
export const spoiled = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc
    .tuple(of, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([value, changes]) => changes.reduce(spoil, structuredClone(value)));

/** What is put in is a copy: a list that stands in two places, or in itself, would be a value that no text can hold. */
function spoil<Value>(value: Value, { at, how, by: original, key }: Change): Value {
  const by = structuredClone(original);
  const all = places(value);
  const place = all[at % Math.max(all.length, 1)];
  if (!place) return value;
  const [container, name] = place;
  if (how === "remove" && !Array.isArray(container)) Reflect.deleteProperty(container, name);
  else if (how === "add" && !Array.isArray(container) && key !== "__proto__") container[key] = by;
  else if (how === "swap") {
    const [other = container, otherName = name] = all[(at * 7 + 3) % all.length] ?? [];
    container[name] = structuredClone(other[otherName]);
  } else container[name] = by;
  return value;
}

/** Fails where a value that goes into a state or over the wire is not JSON as it is: undefined, NaN, a function. */
export function assertWhole(value: unknown, path = "$"): void {
  assert.notEqual(value, undefined, `${path} is undefined`);
  if (typeof value === "number") assert.ok(Number.isFinite(value), `${path} is ${value}`);
  if (typeof value !== "object" || value === null) {
    assert.ok(typeof value !== "function" && typeof value !== "symbol", path);
    return;
  }
  for (const [key, inner] of Object.entries(value)) assertWhole(inner, `${path}.${key}`);
}

/** Fails where a text is none for a person: empty, of many lines, or telling of the inside of a program. */
export function assertReadable(text: string): void {
  assert.ok(text.trim().length > 0, "an empty text");
  assert.doesNotMatch(text, /\[object |\bat \S+ \(|TypeError|Cannot read/);
}
