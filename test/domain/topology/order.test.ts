import assert from "node:assert/strict";
import type { StreamDeclaration } from "../../../domain/declare";
import { servedName, waitsAcross, waitsFor } from "../../../domain/topology/order";

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

describe("the order of streams on several servers", () => {
  const abroad = (name: string, origin: string): StreamDeclaration => ({
    ...stream(name),
    config: { mirror: { name: origin, external: { api: "$JS.hub.API" } } },
  });
  const on = (target: string, ...streams: readonly StreamDeclaration[]) => ({
    target,
    streams,
    moves: [],
  });
  const [hub, west] = ["url", "url:west"];

  it("puts a copy after its origin on another server, of the same name or another", () => {
    const waits = waitsAcross([
      on(west, abroad("A", "A"), abroad("COPY", "A")),
      on(hub, stream("A")),
    ]);
    assert.deepEqual(
      [...waits],
      [
        [servedName(west, "A"), [servedName(hub, "A")]],
        [servedName(west, "COPY"), [servedName(hub, "A")]],
      ],
    );
  });

  it("takes streams of one name on two servers for two", () => {
    const waits = waitsAcross([
      on(hub, stream("A", "B"), stream("B")),
      on(west, stream("B", "A"), stream("A")),
    ]);
    assert.deepEqual(
      [...waits],
      [
        [servedName(hub, "A"), [servedName(hub, "B")]],
        [servedName(west, "B"), [servedName(west, "A")]],
      ],
    );
  });

  it("lets no two streams wait for each other across servers", () => {
    const waits = waitsAcross([on(hub, abroad("A", "B")), on(west, abroad("B", "A"))]);
    assert.deepEqual([...waits], [[servedName(hub, "A"), [servedName(west, "B")]]]);
  });
});
