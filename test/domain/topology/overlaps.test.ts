import assert from "node:assert/strict";
import fc from "fast-check";
import type { StreamConfig } from "../../../domain/stream/streamConfig";
import { subjectsOverlap } from "../../../domain/subject";
import { checkTopology } from "../../../domain/topology/topology";
import { from, stream, topologyLines } from "../../support/declared";

describe("subjects across streams", () => {
  it("fails on the same subject in two streams, naming the copy as the way out", () => {
    const streams = [
      stream("RESPONSES", { subjects: ["responses.*", "root_cause_result"] }),
      stream("ROOT_CAUSE", { subjects: ["root_cause", "root_cause_result"] }),
    ];
    assert.deepEqual(topologyLines(streams), [
      'stream "ROOT_CAUSE": subjects: got "root_cause_result", which stream "RESPONSES" holds as well; a subject belongs to one stream of an account; remove it here and copy it, with sources: [{ name: "RESPONSES", filterSubject: "root_cause_result" }], or narrow one of the two',
    ]);
  });

  it("fails on a subject that another stream's wildcard covers, the narrower one becoming the copy", () => {
    const expected = [
      'stream "RUNBOOK_EXECUTIONS": subjects: got "runbook.execute", which overlaps "runbook.*" of stream "RUNBOOKS": "runbook.execute" matches both; a subject belongs to one stream of an account; remove it here and copy it, with sources: [{ name: "RUNBOOKS", filterSubject: "runbook.execute" }], or narrow one of the two',
    ];
    const wide = stream("RUNBOOKS", { subjects: ["runbook.*"] });
    const narrow = stream("RUNBOOK_EXECUTIONS", {
      subjects: ["runbook.execute", "runbook.status.*"],
    });
    assert.deepEqual(topologyLines([wide, narrow]), expected);
    assert.deepEqual(topologyLines([narrow, wide]), expected);
  });

  it("fails on a subject that is copied from its holder already", () => {
    const streams = [
      stream("A", { subjects: ["a.>"] }),
      stream("B", { subjects: ["a.b", "b"], sources: [from("A", "a.b")] }),
    ];
    assert.deepEqual(topologyLines(streams), [
      'stream "B": subjects: got "a.b", which overlaps "a.>" of stream "A": "a.b" matches both; a subject belongs to one stream of an account; it is copied from there already, so remove it from subjects',
    ]);
  });

  it("fails once for every pair, never only for the first", () => {
    const streams = [
      stream("A", { subjects: ["x", "y"] }),
      stream("B", { subjects: ["x", "y"] }),
      stream("C", { subjects: [">"], noAck: true }),
    ];
    assert.equal(topologyLines(streams).length, 6);
  });

  // every row was seen on servers 2.10 to 2.15
  const table: readonly (readonly [string, StreamConfig, StreamConfig, boolean])[] = [
    ["its name by default and that name", {}, { subjects: ["A"] }, true],
    ["a token and a deeper subject", { subjects: ["a.*"] }, { subjects: ["a.b.c"] }, false],
    ["another letter case", { subjects: ["A.b"] }, { subjects: ["a.b"] }, false],
    ["a source without subjects", { subjects: ["a"] }, { sources: [from("A")] }, false],
    ["a mirror", { subjects: ["a"] }, { mirror: from("A") }, false],
    [
      "a source whose transform lands on its own subjects",
      { subjects: ["a"] },
      { subjects: ["b"], sources: [{ name: "A", subjectTransforms: [{ src: "a", dest: "b" }] }] },
      false,
    ],
    [
      "a republish destination",
      { subjects: ["a"], republish: { dest: "b" } },
      { subjects: ["b"] },
      false,
    ],
    [
      "a transform destination",
      { subjects: ["a"], subjectTransform: { src: "a", dest: "b" } },
      { subjects: ["b"] },
      false,
    ],
  ];
  for (const [what, a, b, clash] of table) {
    it(`${clash ? "fails on" : "takes"} ${what}`, () => {
      assert.equal(topologyLines([stream("A", a), stream("B", b)]).length, clash ? 1 : 0);
    });
  }

  const token = fc.constantFrom("a", "b", "*");
  const subject = fc
    .tuple(fc.array(token, { maxLength: 2 }), fc.constantFrom("a", "b", "*", ">"))
    .map(([front, last]) => [...front, last].join("."));

  it("fails exactly where a pair of subjects overlaps, in whatever order the streams stand", () => {
    const configs = fc.array(fc.array(subject, { minLength: 1, maxLength: 2 }), { maxLength: 4 });
    fc.assert(
      fc.property(configs, (all) => {
        const streams = all.map((subjects, i) => stream(`S${i}`, { subjects, noAck: true }));
        const pairs = all.flatMap((a, i) =>
          all.slice(0, i).flatMap((b) => a.flatMap((x) => b.filter((y) => subjectsOverlap(x, y)))),
        );
        assert.equal(checkTopology(streams, []).length, pairs.length);
        assert.equal(checkTopology([...streams].reverse(), []).length, pairs.length);
      }),
    );
  });
});
