import assert from "node:assert/strict";
import type { FieldChange } from "../../../domain/change";
import { changeOf } from "../../../domain/change";
import { everything, exceeded, lossOf } from "../../../domain/plan/bound";
import { holding } from "../../support/declared";

const deleting = (messagesDeleted: number, more: Partial<FieldChange> = {}): FieldChange => ({
  field: "maxMsgs",
  from: null,
  to: 1,
  class: "destructive",
  reason: "",
  messagesDeleted,
  ...more,
});

const update = (...fields: readonly FieldChange[]) =>
  ({ action: "update", change: changeOf(fields) }) as const;

describe("how many messages a decision deletes", () => {
  it("is what its fields say together, and no more than there are", () => {
    assert.equal(lossOf(update(), holding(10)), 0);
    assert.equal(lossOf(update(deleting(3), deleting(4)), holding(10)), 7);
    assert.equal(lossOf(update(deleting(8), deleting(4)), holding(10)), 10);
    assert.equal(lossOf(update(deleting(3, { certainty: "atMost" })), holding(10)), 3);
  });

  it("is everything where the stream is replaced, deleted or purged", () => {
    assert.equal(lossOf(everything, holding(10)), 10);
    assert.equal(lossOf(update(), holding(10), true), 10);
    assert.equal(lossOf({ action: "none", change: changeOf([]) }, holding(10), true), 10);
  });

  it("is not known where only a lower bound is", () => {
    assert.equal(lossOf(update(deleting(3, { certainty: "atLeast" })), holding(10)), undefined);
  });
});

describe("the bound that a plan sets", () => {
  const over = (now: number | undefined, said: number | undefined): boolean =>
    exceeded('stream "A"', now, said) !== undefined;

  it("lets through what the plan said, and a tenth more", () => {
    assert.deepEqual(
      [over(0, 0), over(5, 5), over(110, 100), over(3, 5)],
      [false, false, false, false],
    );
    assert.equal(over(1_000_000, undefined), false);
  });

  it("fails beyond that, and where the number is not known any more", () => {
    assert.deepEqual([over(1, 0), over(6, 5), over(111, 100)], [true, true, true]);
    assert.equal(over(undefined, 5), true);
    assert.equal(
      exceeded('stream "A"', 1, 0),
      'stream "A": 1 message would be deleted by now, but the plan said none; messages came in between; run again to see what would go',
    );
  });
});
