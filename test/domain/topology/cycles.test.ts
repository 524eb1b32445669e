import assert from "node:assert/strict";
import fc from "fast-check";
import { from, stream, topologyLines } from "../../support/declared";

describe("circles of copies", () => {
  const circle =
    "which every server refuses; remove one of these origins, or give each of the sources a filterSubject that matches none of the subjects its own stream lists";

  it("fails on two streams that copy from each other", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], sources: [from("B")] }),
      stream("B", { subjects: ["b.>"], sources: [from("A")] }),
    ];
    assert.deepEqual(topologyLines(streams), [
      `stream "A": sources: the streams copy in a circle, "A" from "B" from "A", ${circle}`,
    ]);
  });

  it("fails on filters on one side only, whichever side it is", () => {
    const filtered = stream("A", { subjects: ["a.>"], sources: [from("B", "b.1")] });
    const open = stream("B", { subjects: ["b.>"], sources: [from("A")] });
    assert.equal(topologyLines([filtered, open]).length, 1);
    assert.equal(topologyLines([open, filtered]).length, 1);
  });

  it("takes filters on both sides that match nothing of the copying stream", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], sources: [from("B", "b.1")] }),
      stream("B", { subjects: ["b.>"], sources: [from("A", "a.1")] }),
    ];
    assert.deepEqual(topologyLines(streams), []);
  });

  it("fails on filters on both sides of which one matches the copying stream", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], sources: [from("B", "*.1")] }),
      stream("B", { subjects: ["b.>"], sources: [from("A", "a.1")] }),
    ];
    assert.equal(topologyLines(streams).length, 1);
  });

  it("fails on a long circle once, and on every circle", () => {
    const streams = ["A", "B", "C", "X", "Y"].map((name) =>
      stream(name, { sources: [from({ A: "B", B: "C", C: "A", X: "Y", Y: "X" }[name] ?? "")] }),
    );
    assert.deepEqual(topologyLines(streams), [
      `stream "A": sources: the streams copy in a circle, "A" from "B" from "C" from "A", ${circle}`,
      `stream "X": sources: the streams copy in a circle, "X" from "Y" from "X", ${circle}`,
    ]);
  });

  it("fails on a circle that hides behind a mirror", () => {
    const streams = [
      stream("A", { subjects: ["a"], sources: [from("M")] }),
      stream("M", { mirror: from("A") }),
    ];
    assert.equal(topologyLines(streams).length, 1);
  });

  it("leaves a stream that copies from itself to the stream's own checks", () => {
    const streams = [
      stream("A", { subjects: ["a"], sources: [from("A"), from("B")] }),
      stream("B", { sources: [from("A")] }),
    ];
    assert.equal(topologyLines(streams).length, 1);
    assert.deepEqual(topologyLines(streams.slice(0, 1)), []);
  });

  it("takes a stream of another account under the same name", () => {
    const streams = [
      stream("A", { subjects: ["a"], sources: [{ name: "A", external: { api: "$JS.hub.API" } }] }),
    ];
    assert.deepEqual(topologyLines(streams), []);
  });

  // 2.10.26, 2.12.8 and 2.15.1 refused the first order and took the second; what is sent is in order of names
  it("fails on an origin reached on two ways, by the order in which the server gets the sources", () => {
    const origin = stream("B", { subjects: ["b.>"] });
    const between = stream("C", { sources: [from("B")] });
    const far = stream("A", { sources: [from("C"), from("B")] });
    assert.deepEqual(topologyLines([origin, between, far]), [
      'stream "A": sources: copies from "B" on two ways, one of them through "C", which a server takes for a cycle; drop one of the two ways, or give the source "B" of "C" a filterSubject that matches none of the subjects that "C" lists',
    ]);
    const lucky = [
      stream("C", { subjects: ["c.>"] }),
      stream("B", { sources: [from("C")] }),
      stream("A", { sources: [from("C"), from("B")] }),
    ];
    assert.deepEqual(topologyLines(lucky), []);
  });

  it("takes an origin reached on two ways where the one between copies with a filter", () => {
    const streams = [
      stream("B", { subjects: ["b.>"] }),
      stream("C", { subjects: ["c.>"], sources: [from("B", "b.>")] }),
      stream("A", { sources: [from("B"), from("C")] }),
    ];
    assert.deepEqual(topologyLines(streams), []);
  });

  it("takes any graph whose streams copy only from earlier ones, nearest first", () => {
    const graph = fc.array(fc.nat(7), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(graph, (origins) => {
        const streams = origins.map((origin, i) =>
          stream(`S${i}`, i === 0 ? {} : { sources: [from(`S${origin % i}`)] }),
        );
        assert.deepEqual(topologyLines(streams), []);
      }),
    );
  });

  it("fails or not whatever the order in which streams are declared", () => {
    const names = ["A", "B", "C", "D"];
    const filter = fc.constantFrom(undefined, "a.1", "b.1", "*.1");
    const origins = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 });
    const graph = fc.array(fc.tuple(origins, filter), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(graph, (all) => {
        const streams = all.map(([sources, by], i) =>
          stream(names[i] ?? "", {
            subjects: [`${names[i]?.toLowerCase() ?? ""}.>`],
            sources: sources.map((name) => from(name, by)),
          }),
        );
        const fails = topologyLines(streams).length > 0;
        assert.equal(topologyLines([...streams].reverse()).length > 0, fails);
      }),
    );
  });
});
