import assert from "node:assert/strict";
import fc from "fast-check";
import { junk, spoiled } from "../support/junk";

const text = (value: unknown): string => JSON.stringify(value);

describe("what fuzzing puts into a value", () => {
  it("never stands in itself, in however many places it is put", () => {
    const emptied = spoiled(fc.constant({ a: [[], []], b: { c: [] } }));
    fc.assert(
      fc.property(emptied, (value) => {
        assert.doesNotThrow(() => text(value));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it("is the same before and after another value was spoiled with it", () => {
    const kept = fc.sample(junk, { numRuns: 200, seed: 2 });
    const before = kept.map(text);
    fc.sample(spoiled(fc.constant({ a: { b: [] } })), { numRuns: 2000, seed: 3 });
    assert.deepEqual(kept.map(text), before);
  });
});
