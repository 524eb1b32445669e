import assert from "node:assert/strict";
import type { StreamDeclaration } from "../../../domain/declare";
import { waitsFor } from "../../../domain/topology/order";

const stream = (name: string, ...origins: readonly string[]): StreamDeclaration => ({
  resource: `demo/${name}`,
  system: "demo",
  name,
  config: { sources: origins.map((origin) => ({ name: origin })) },
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
  consumers: [],
});

describe("the order of streams", () => {
  it("puts a stream after those it copies from, and leaves undeclared ones out", () => {
    assert.deepEqual(
      [...waitsFor([stream("COPY", "FROM", "ELSEWHERE"), stream("FROM")], [])],
      [["COPY", ["FROM"]]],
    );
  });

  it("puts a stream after the one that gives a subject up to it", () => {
    const moves = [{ subject: "a", from: "OLD", to: "NEW" }];
    assert.deepEqual([...waitsFor([stream("NEW"), stream("OLD")], moves)], [["NEW", ["OLD"]]]);
  });

  it("leaves out the wait that would close a circle, and never that of a move", () => {
    const streams = [stream("A", "B"), stream("B", "A")];
    assert.deepEqual([...waitsFor(streams, [])], [["A", ["B"]]]);
    assert.deepEqual(
      [...waitsFor(streams, [{ subject: "s", from: "A", to: "B" }])],
      [["B", ["A"]]],
    );
  });
});
