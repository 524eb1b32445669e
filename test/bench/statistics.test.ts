import assert from "node:assert/strict";
import fc from "fast-check";
import { digits, ratiosOf, spreadOf, spreadText } from "../../bench/statistics";

describe("a spread", () => {
  it("names the least, the middle and the most", () => {
    assert.deepEqual(spreadOf([3, 1, 2]), { least: 1, median: 2, most: 3 });
    assert.deepEqual(spreadOf([4, 1, 2, 3]), { least: 1, median: 2.5, most: 4 });
    assert.deepEqual(spreadOf([7]), { least: 7, median: 7, most: 7 });
  });

  it("does not depend on the order, and half of the values are on each side of the median", () => {
    const values = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (all) => {
        const { least, median, most } = spreadOf(all);
        assert.deepEqual(spreadOf(all.toReversed()), { least, median, most });
        assert.ok(all.filter((value) => value <= median).length * 2 >= all.length);
        assert.ok(all.filter((value) => value >= median).length * 2 >= all.length);
        assert.ok(least <= median && median <= most);
      }),
    );
  });

  it("of ratios compares neighbours, not the middles", () => {
    // the machine was three times as slow in the second round
    assert.deepEqual(ratiosOf([2, 6], [1, 3]), { least: 2, median: 2, most: 2 });
  });

  it("is written with three digits", () => {
    const all = [0, 0.0004, 0.0123, 0.5, 2.345, 23.45, 234.5, 2345].map(digits);
    assert.deepEqual(all, ["0.000", "0.000", "0.012", "0.500", "2.35", "23.4", "235", "2345"]);
    assert.equal(spreadText({ least: 1, median: 2.5, most: 12 }), "2.50 (1.00 to 12.0)");
  });
});
