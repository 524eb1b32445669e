import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { format } from "prettier";
import { literal } from "../../../domain/generate/literal";
import type { Json } from "../../../domain/json";

const text = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 90 }),
  fc.constantFrom("it's", 'a "quoted" word', `both " and '`, "line\nbreak", "back\\slash"),
);
const key = fc.constantFrom("name", "subjects", "orders-worker", "ORDERS", "a b", "it's", "$x");
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe("a value as TypeScript", () => {
  it("is what the formatter leaves as it is", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(value, async (sample) => {
        const begin = "export const sample = ";
        const written = `${begin}${literal(sample, 0, begin.length + 1)};\n`;
        const options = { parser: "typescript", printWidth: 100 } as const;
        assert.equal(written, await format(written, options));
      }),
      { numRuns: 300 },
    );
  });

  it("means the value", () => {
    fc.assert(
      fc.property(value, (sample) => {
        const read: unknown = runInThisContext(`(${literal(sample, 0, 0)})`);
        assert.deepEqual(read, sample);
      }),
    );
  });

  it("keeps a member that is called like the prototype", () => {
    assert.equal(literal(JSON.parse('{"__proto__":"x"}') as Json, 0, 0), '{ ["__proto__"]: "x" }');
  });
});
