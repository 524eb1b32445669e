import assert from "node:assert/strict";
import type { StreamConfig } from "../../../domain/stream/streamConfig";
import { from, stream, topologyLines } from "../../support/declared";

describe("circles of republishing", () => {
  it("fails on two streams that republish into each other", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], republish: { src: "a.>", dest: "b.>" } }),
      stream("B", { subjects: ["b.>"], republish: { src: "b.>", dest: "a.>" } }),
    ];
    assert.deepEqual(topologyLines(streams), [
      'stream "A": republish: got dest "b.>", which brings each message back: "A" to "B" to "A"; no server detects it, and one message becomes endlessly many; narrow republish.src or change republish.dest of one of these streams',
    ]);
  });

  it("fails where the subject grows on every hop", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], republish: { dest: "b.>" } }),
      stream("B", { subjects: ["b.>"], republish: { dest: "a.>" } }),
    ];
    assert.equal(topologyLines(streams).length, 1);
  });

  it("fails where a source brings back what was republished", () => {
    const streams = [
      stream("A", { subjects: ["a"], sources: [from("B")], republish: { dest: "b.>" } }),
      stream("B", { subjects: ["b.>"] }),
    ];
    assert.deepEqual(
      topologyLines(streams).map((line) => line.slice(0, 87)),
      ['stream "A": republish: got dest "b.>", which brings each message back: "A" to "B" to "A'],
    );
  });

  it("fails on a circle of three", () => {
    const next = { A: "b", B: "c", C: "a" };
    const streams = Object.entries(next).map(([name, dest]) =>
      stream(name, {
        subjects: [`${name.toLowerCase()}.*`],
        republish: { src: `${name.toLowerCase()}.*`, dest: `${dest}.$1` },
      }),
    );
    assert.equal(topologyLines(streams).length, 1);
  });

  const legal: readonly (readonly [string, StreamConfig, StreamConfig])[] = [
    [
      "one way only",
      { subjects: ["a.>"], republish: { src: "a.>", dest: "b.>" } },
      { subjects: ["b.>"] },
    ],
    [
      "what comes back under a subject that is not republished again",
      { subjects: ["a.>", "done.>"], republish: { src: "a.>", dest: "b.>" } },
      { subjects: ["b.>"], republish: { src: "b.>", dest: "done.>" } },
    ],
    [
      "destinations that differ by the token a wildcard matched",
      { subjects: ["a.1"], republish: { src: "a.*", dest: "b.$1" } },
      { subjects: ["b.2"], republish: { src: "b.*", dest: "a.{{wildcard(1)}}" } },
    ],
    [
      "destinations that differ by the tail",
      { subjects: ["a.x.>"], republish: { src: "a.>", dest: "b.>" } },
      { subjects: ["b.y.>"], republish: { src: "b.>", dest: "a.>" } },
    ],
  ];
  for (const [what, a, b] of legal) {
    it(`takes ${what}`, () => {
      assert.deepEqual(topologyLines([stream("A", a), stream("B", b)]), []);
    });
  }
});
