import assert from "node:assert/strict";
import { inLanes } from "./run";

/** Seeds that once ended otherwise than they have to. */
const found = {
  1: "a new purge text emptied a stream that had no leader while the plan was made, which did not say so",
};

describe("a deployment to three servers, with another leader at each request", function () {
  this.timeout(180_000);

  it("ends as declared after one ordinary run, with every message that no plan gave up", async () => {
    const reports = await inLanes(
      Object.keys(found).map(Number),
      { leaders: true },
      () => undefined,
    );
    assert.equal(reports.length, Object.keys(found).length);
    assert.deepEqual(
      reports.flatMap(({ seed, findings }) => findings.map((finding) => ({ seed, finding }))),
      [],
    );
  });
});
