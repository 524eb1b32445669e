import assert from "node:assert/strict";
import { indexed } from "../../domain/indexed";

describe("a look-up in a list", () => {
  const items = [{ of: "a", at: 1 }, { of: "b", at: 2 }, { of: "a", at: 3 }, { at: 4 }];

  it("finds what a search finds, in the order of the list", () => {
    const lookUp = indexed(({ of }: { readonly of?: string; readonly at: number }) => of);
    for (const wanted of ["a", "b", "c", "toString"]) {
      const searched = items.filter(({ of }) => of === wanted);
      assert.deepEqual(lookUp(items, wanted), searched, wanted);
    }
    assert.deepEqual(lookUp([], "a"), []);
  });

  it("asks each item once for its key, and each list for itself", () => {
    let asked = 0;
    const lookUp = indexed(({ at }: { readonly at: number }) => {
      asked++;
      return `${at}`;
    });
    for (let count = 0; count < 100; count++) lookUp(items, `${count}`);
    assert.equal(asked, items.length);
    assert.deepEqual(lookUp([{ at: 1 }], "1"), [{ at: 1 }]);
  });
});
