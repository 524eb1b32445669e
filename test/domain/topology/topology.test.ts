import assert from "node:assert/strict";
import { consumer, stream, topologyLines } from "../../support/declared";

describe("names across systems", () => {
  it("fails on a stream that two systems declare", () => {
    const streams = [stream("A", {}, "one"), stream("A", {}, "two"), stream("B", {}, "one")];
    assert.deepEqual(topologyLines(streams), [
      'stream "A": declared 2 times, by systems "one", "two"; a name is unique in an account: rename one, or deploy the systems to servers or accounts of their own',
    ]);
  });

  it("fails on a stream that is declared twice in one system", () => {
    assert.deepEqual(topologyLines([stream("A"), stream("A")]), [
      'stream "A": declared 2 times, by system "shop"; a name is unique in an account: rename one, or deploy the systems to servers or accounts of their own',
    ]);
  });

  it("fails on a consumer that is declared twice", () => {
    assert.deepEqual(topologyLines([stream("A")], [consumer("A", "w"), consumer("A", "w")]), [
      'consumer "w" of stream "A": declared 2 times, by system "shop"; a name is unique in its stream: rename one',
    ]);
  });

  it("fails on a consumer of a stream that is not declared", () => {
    assert.deepEqual(
      topologyLines([stream("ORDERS")], [consumer("ORDRES", "w"), consumer("ZZZ", "v")]),
      [
        'consumer "w" of stream "ORDRES": no stream "ORDRES" is declared; did you mean "ORDERS"?',
        'consumer "v" of stream "ZZZ": no stream "ZZZ" is declared; declare that stream too',
      ],
    );
  });
});
