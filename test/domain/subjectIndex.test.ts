import assert from "node:assert/strict";
import fc from "fast-check";
import { subjectsOverlap } from "../../domain/subject";
import { SubjectIndex } from "../../domain/subjectIndex";

/** Any text that a person may write for a subject, valid or not: mistakes are told elsewhere, and must not hide others. */
const anySubject = fc
  .array(fc.constantFrom("a", "b", "*", ">", ""), { minLength: 1, maxLength: 4 })
  .map((tokens) => tokens.join("."));

describe("an index of subjects", () => {
  it("finds what comparing each with each finds, in the order of addition", () => {
    fc.assert(
      fc.property(fc.array(anySubject, { maxLength: 20 }), anySubject, (held, wanted) => {
        const index = new SubjectIndex<number>();
        held.forEach((subject, at) => {
          index.add(subject, at);
        });
        const expected = held.flatMap((subject, at) =>
          subjectsOverlap(subject, wanted) ? [at] : [],
        );
        assert.deepEqual(index.overlapping(wanted), expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("looks at few of many subjects that begin alike", () => {
    const index = new SubjectIndex<string>();
    for (let at = 0; at < 10_000; at += 1) index.add(`orders.${at}.>`, `ORDERS-${at}`);
    assert.deepEqual(index.overlapping("orders.77.created"), ["ORDERS-77"]);
    assert.deepEqual(index.overlapping("orders"), []);
    assert.equal(index.overlapping("orders.*.created").length, 10_000);
  });
});
