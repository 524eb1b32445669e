import assert from "node:assert/strict";
import { checkTopology } from "../../../domain/topology/topology";
import { from, stream, topologyLines } from "../../support/declared";

describe("mirrors that answer direct reads", () => {
  const mirror = stream("COPY", { mirror: from("ORDERS"), mirrorDirect: true });

  it("fail where their origin does not, for every server takes its setting", () => {
    assert.deepEqual(topologyLines([mirror, stream("ORDERS")]), [
      'stream "COPY": mirrorDirect: got true, but its origin "ORDERS" has allowDirect false, which every server takes instead; leave it out, or declare allowDirect: true for "ORDERS"',
    ]);
    const silent = stream("COPY", { mirror: from("ORDERS"), mirrorDirect: false });
    assert.match(
      topologyLines([silent, stream("ORDERS", { allowDirect: true })]).join(),
      /got false, but its origin "ORDERS" has allowDirect true/,
    );
  });

  it("are held against a live origin that is not declared", () => {
    const live = [{ name: "ORDERS", allow_direct: false }];
    assert.equal(checkTopology([mirror], [], undefined, live).length, 1);
    assert.deepEqual(
      checkTopology([mirror], [], undefined, [{ ...live[0], allow_direct: true }]),
      [],
    );
  });

  it("are fine where they say what the origin says, say nothing, or copy from another account", () => {
    const direct = stream("ORDERS", { allowDirect: true });
    assert.deepEqual(topologyLines([mirror, direct]), []);
    assert.deepEqual(topologyLines([stream("COPY", { mirror: from("ORDERS") }), direct]), []);
    assert.deepEqual(topologyLines([mirror]), []);
    const far = { ...from("ORDERS"), external: { api: "$JS.hub.API" } };
    const away = stream("COPY", { mirror: far, mirrorDirect: true });
    assert.deepEqual(topologyLines([away, stream("ORDERS")]), []);
  });
});
