import assert from "node:assert/strict";
import {
  streamCreateProblems,
  type StreamConfig,
  streamToWire,
  validateStream,
} from "../../../domain/stream/stream";
import { seenVersions, server } from "../../support/replies";
import { type Case, kinds, onMirrors, own, rules } from "../../support/streamMistakes";

const path = 'stream "X": ';

// configs of mistakes, which do not compile as what they are
const problems = (config: object, version?: string, clustered = false) =>
  validateStream("X", config, version === undefined ? undefined : server(version, clustered));

describe("validateStream", () => {
  const cases = [
    ...kinds,
    ...rules.map(([config, ...rest]): Case => [{ ...own, ...config }, ...rest]),
    ...onMirrors.map(([config, ...rest]): Case => [{ mirror: { name: "A" }, ...config }, ...rest]),
  ];
  for (const [config, field, says] of cases) {
    const text = JSON.stringify(config);
    it(`fails on ${text.length > 90 ? `${text.slice(0, 90)}...` : text}`, () => {
      const found = problems(config);
      assert.deepEqual(
        found.map((problem) => problem.path),
        [path + field],
        JSON.stringify(found),
      );
      assert.match(found[0]?.reason ?? "", says);
    });
  }

  it("fails on everything at once", () => {
    const found = validateStream("OR.DERS", {
      maxAge: 5,
      maxBytes: "1 GB",
      storage: "disk",
      colour: "red",
    } as never);
    assert.deepEqual(
      found.map((problem) => problem.path),
      ["name", "maxAge", "maxBytes", "storage", "colour"].map(
        (field) => `stream "OR.DERS": ${field}`,
      ),
    );
  });

  it("asks no rule about a field that is malformed by itself", () => {
    const found = problems({ discard: "new", discardNewPerSubject: true, maxMsgsPerSubject: "1" });
    assert.deepEqual(
      found.map((problem) => problem.path),
      ['stream "X": maxMsgsPerSubject'],
    );
  });

  for (const config of [
    {},
    own,
    { ...own, maxMsgs: -1, maxBytes: 0, maxAge: "0s" },
    { subjects: [">"], noAck: true },
    { subjects: ["$JS.EVENT.>", "$SYS.ACCOUNT.>", "$KV.x.>", "_INBOX.>"] },
    { subjects: ["*.b"] },
    {
      sources: [
        { name: "A", filterSubject: "a" },
        { name: "A", filterSubject: "b" },
      ],
    },
    { sources: [{ name: "X", external: { api: "$JS.hub.API" } }] },
    { mirror: { name: "A", filterSubject: "a" }, mirrorDirect: true, duplicateWindow: "2m" },
    { ...own, subjectDeleteMarkerTtl: "1s" },
    { ...own, discard: "new", discardNewPerSubject: true, maxMsgsPerSubject: 1 },
    { ...own, raw: { new_field: { any: [1] } } },
    { ...own, subjectTransform: { src: "t.*.*", dest: "u.$2.{{wildcard(1)}}.{{partition(5)}}" } },
    { ...own, subjectTransform: { src: "t.*", dest: "u.{{split(1, -)}}.{{random(5)}}.$word" } },
    { sources: [{ name: "A", subjectTransforms: [{ src: "a.>" }] }] },
    { ...own, allowMsgSchedules: true, discard: "new" },
    { ...own, description: undefined },
  ]) {
    it(`takes ${JSON.stringify(config)}`, () => {
      assert.deepEqual(problems(config), []);
    });
  }
});

describe("validateStream with a server", () => {
  /** [config, the lines that refuse it, what they say] */
  const cases: readonly (readonly [object, readonly string[], RegExp])[] = [
    [{ allowMsgTtl: true }, ["2.10.26"], /needs server 2\.11.*would drop it.*upgrade/],
    [{ subjectDeleteMarkerTtl: "1m" }, ["2.10.26"], /needs server 2\.11/],
    [{ allowAtomic: true }, ["2.10.26", "2.11.11"], /needs server 2\.12.*would drop it/],
    [{ persistMode: "async" }, ["2.10.26", "2.11.11"], /needs server 2\.12/],
    [{ allowBatched: true }, ["2.10.26", "2.11.11", "2.12.8"], /needs server 2\.14/],
    [
      { sources: [{ name: "A", consumer: { name: "c", deliverSubject: "d" } }] },
      ["2.10.26", "2.11.11", "2.12.8"],
      /needs server 2\.14/,
    ],
    [{ allowMsgTtl: false, persistMode: "default", allowBatched: false }, [], /^/],
    [{ subjects: ["*.b"] }, ["2.11.11", "2.12.8", "2.14.6", "2.15.1"], /begin with a word/],
    [{ subjects: ["*.>"], noAck: true }, [], /^/],
    [
      { allowMsgSchedules: true, discard: "new" },
      ["2.10.26", "2.11.11", "2.14.6", "2.15.1"],
      /needs server 2\.12|does not take it with discard/,
    ],
    [{ replicas: 3 }, seenVersions, /the server is standalone; use 1, or a cluster/],
  ];
  for (const [config, refusing, says] of cases) {
    for (const version of seenVersions) {
      const refused = refusing.includes(version);
      it(`${refused ? "fails on" : "takes"} ${JSON.stringify(config)} on ${version}`, () => {
        const found = problems({ ...own, ...config }, version);
        assert.equal(found.length, refused ? 1 : 0, JSON.stringify(found));
        assert.match(found[0]?.reason ?? "", refused ? says : /^/);
      });
    }
  }

  it("takes replicas in a cluster", () => {
    assert.deepEqual(problems({ ...own, replicas: 3 }, "2.15.1", true), []);
  });
});

describe("streamCreateProblems", () => {
  it("fails on a stream that is to be created sealed", () => {
    const found = streamCreateProblems("X", streamToWire("X", { ...own, sealed: true }));
    assert.deepEqual(
      found.map((problem) => problem.path),
      ['stream "X": sealed'],
    );
  });

  it("takes any other", () => {
    assert.deepEqual(streamCreateProblems("X", streamToWire("X", own)), []);
  });
});

describe("StreamConfig", () => {
  it("does not compile with a mirror beside subjects, sources or a first sequence", () => {
    const mirror = { name: "A" };
    // @ts-expect-error a mirror has no subjects
    const subjects: StreamConfig = { mirror, subjects: ["a"] };
    // @ts-expect-error a mirror has no sources
    const sources: StreamConfig = { mirror, sources: [mirror] };
    // @ts-expect-error a mirror takes the sequence numbers of its origin
    const first: StreamConfig = { mirror, firstSeq: 1 };
    // @ts-expect-error a duration is a number and a unit
    const age: StreamConfig = { maxAge: "long" };
    for (const config of [subjects, sources, first, age]) {
      assert.equal(problems(config).length, 1);
    }
  });
});
