import assert from "node:assert/strict";
import fc from "fast-check";
import { choosePort, isTaken } from "../../cli/ports";
import { freePort, listening } from "../support/ports";

describe("choice of a port", () => {
  it("is the first free one of those wanted, else the next above the last", async () => {
    const port = fc.integer({ min: 1, max: 60_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(port, { minLength: 1, maxLength: 3 }),
        fc.nat(90),
        async (wanted, busy) => {
          const last = wanted.at(-1) ?? 0;
          const taken = (one: number): Promise<boolean> =>
            Promise.resolve(wanted.includes(one) || (one > last && one <= last + busy));
          const free = Array.from({ length: 200 }, (_, index) => last + 1 + index).find(
            (one) => !wanted.includes(one) && one > last + busy,
          );
          assert.equal(await choosePort(wanted, taken), free);
          assert.equal(await choosePort(wanted, () => Promise.resolve(false)), wanted[0]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is none where all are taken, and never one above 65535", async () => {
    assert.equal(await choosePort([4222], () => Promise.resolve(true)), undefined);
    assert.equal(await choosePort([65_535], (one) => Promise.resolve(one === 65_535)), undefined);
  });

  it("sees who listens", async () => {
    const somebody = await listening(() => undefined);
    assert.equal(await isTaken(somebody.port), true);
    await somebody.close();
    assert.equal(await isTaken(await freePort()), false);
  });
});
