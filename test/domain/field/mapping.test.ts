import assert from "node:assert/strict";
import { storedSubjects, byName } from "../../../domain/topology/flows";
import { mapSubject } from "../../../domain/field/mapping";
import { from, stream } from "../../support/declared";

describe("subject mappings", () => {
  const table: readonly (readonly [string, string, string, string | undefined])[] = [
    ["a.1", "a.*", "b.$1", "b.1"],
    ["a.>", "a.*", "b.$1", "b.*"],
    ["a.1.2", "a.*.*", "{{wildcard(2)}}.{{ Wildcard(1) }}", "2.1"],
    ["a.x.y", "a.>", "b.>", "b.x.y"],
    ["a.x.y", "", "b.>", "b.a.x.y"],
    ["a.>", ">", "b.>", "b.a.>"],
    ["a.x", "a.>", "b", "b"],
    ["a.x", "a.*", "b.{{partition(3,1)}}.$1", "b.*.x"],
    ["a.x", "a.*", "b.{{random(3)}}", "b.*"],
    ["a.x-y", "a.*", "b.{{split(1,-)}}.end", "b.>"],
    ["a.x", "a.*", "", "a.x"],
    ["c.x", "a.*", "b.$1", undefined],
    ["a.x", "a.*", "b.$2", "b.*"],
  ];
  for (const [pattern, src, dest, expected] of table) {
    it(`take "${pattern}" by "${src}" and "${dest}" to ${expected ?? "nowhere"}`, () => {
      assert.equal(mapSubject(pattern, src, dest), expected);
    });
  }
});

describe("what a stream can hold", () => {
  const streams = [
    stream("A", { subjects: ["a.*", "x"], subjectTransform: { src: "a.*", dest: "t.$1" } }),
    stream("B", { sources: [from("A", "t.1")], subjects: ["b"] }),
    stream("C", { mirror: from("B") }),
    stream("D", { sources: [{ name: "B", subjectTransforms: [{ src: "t.*", dest: "d.$1" }] }] }),
    stream("E", { sources: [from("F")] }),
    stream("G", { subjects: ["g"], sources: [from("H", "h")] }),
    stream("H", { subjects: ["h"], sources: [from("G", "g")] }),
    stream("N"),
  ];
  const table: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["A", ["t.*", "x"]],
    ["B", ["b", "t.1"]],
    ["C", ["b", "t.1"]],
    ["D", ["d.1"]],
    ["E", undefined],
    ["G", ["g", "h"]],
    ["N", ["N"]],
  ];
  for (const [name, expected] of table) {
    it(`is ${expected?.join(" and ") ?? "not known"} for "${name}"`, () => {
      const named = byName(streams);
      const declared = named.get(name);
      assert.ok(declared);
      assert.deepEqual(storedSubjects(declared, named), expected);
    });
  }
});
