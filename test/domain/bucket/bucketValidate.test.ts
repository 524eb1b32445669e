import assert from "node:assert/strict";
import { type BucketConfig, type BucketId, validateBucket } from "../../../domain/bucket/bucket";
import { initialProblems } from "../../../domain/bucket/initialKeys";
import { problemLines } from "../../../domain/problem";
import { server } from "../../support/replies";

const settings: BucketId = { kind: "keyValue", name: "settings" };
const files: BucketId = { kind: "objectStore", name: "files" };

/** What is wrong for any type system, as a program in plain JavaScript may say it. */
const lines = (
  config: Readonly<Record<string, unknown>>,
  bucket: BucketId = settings,
  facts?: ReturnType<typeof server>,
): readonly string[] => problemLines(validateBucket(bucket, config, facts));

describe("validateBucket", () => {
  it("finds nothing wrong with an empty declaration", () => {
    assert.deepEqual(lines({}), []);
    assert.deepEqual(lines({}, files), []);
  });

  /** [what is declared, what is said] */
  const mistakes: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    [
      "more history than clients can read",
      { history: 65 },
      'bucket "settings": history: got 65; write a whole number from 1 to 64',
    ],
    [
      "the field of a stream",
      { maxAge: "1d" },
      'bucket "settings": maxAge: unknown field; did you mean "ttl"?',
    ],
    [
      "a misspelt option",
      { replica: 3 },
      'bucket "settings": replica: unknown field; did you mean "replicas"?',
    ],
    [
      "what a bucket fixes, in raw",
      { raw: { discard: "old" } },
      'bucket "settings": raw.discard: is not for a declaration; leave it out',
    ],
    [
      "an option in raw",
      { raw: { max_age: 1 } },
      'bucket "settings": raw.max_age: has a field of its own; declare "ttl"',
    ],
    [
      "a mirror of itself",
      { mirror: { bucket: "settings" } },
      'bucket "settings": mirror: bucket "settings" is the bucket itself; name another one',
    ],
    [
      "the same source twice",
      {
        sources: [
          { bucket: "x" },
          { stream: "KV_x", subjectTransforms: [{ src: "$KV.x.>", dest: "$KV.settings.>" }] },
        ],
      },
      'bucket "settings": sources: bucket "x" is named twice with the same filter; name it once',
    ],
    [
      "mirror and sources",
      { mirror: { bucket: "x" }, sources: [{ bucket: "y" }] },
      'bucket "settings": sources: a mirror has none: its entries are those of the bucket that it copies; leave this out, or the mirror',
    ],
    [
      "a source without a name",
      { sources: [{ keys: "a" }] },
      'bucket "settings": sources[0].bucket: missing; write the name of a bucket',
    ],
    [
      "a source with a part of the other form",
      { sources: [{ bucket: "x", filterSubject: "a" }] },
      'bucket "settings": sources[0].filterSubject: unknown field; fields are bucket, keys, optStartSeq, optStartTime, external, consumer',
    ],
    [
      "a part with a name that every object of the language has",
      { republish: { dest: "copy.>", toString: [] } },
      'bucket "settings": republish.toString: unknown field; fields are src, dest, headersOnly',
    ],
    [
      "entries that are published into the bucket again",
      { republish: { dest: "$KV.settings.copy.>" } },
      'bucket "settings": republish: got dest "$KV.settings.copy.>", which the bucket stores itself by "$KV.settings.>": every entry would come again without end; choose another key',
    ],
    [
      "markers of a mirror",
      { mirror: { bucket: "x" }, limitMarkerTtl: "1m" },
      'bucket "settings": limitMarkerTtl: a mirror makes no markers: it copies those of its origin; leave this out, or the mirror',
    ],
  ];
  for (const [what, config, said] of mistakes) {
    it(`fails for ${what}`, () => {
      assert.deepEqual(lines(config), [said]);
    });
  }

  it("fails for a name that clients cannot use", () => {
    assert.deepEqual(lines({}, { kind: "objectStore", name: "my.files" }), [
      'object store "my.files": name: got "my.files"; use letters, digits, "-" and "_", such as "settings"',
    ]);
  });

  it("fails for options of the other kind", () => {
    assert.deepEqual(lines({ history: 2 }, files), [
      'object store "files": history: unknown field; a field of a newer server goes into "raw", by its wire name',
    ]);
  });

  it("fails for what this server does not have", () => {
    assert.deepEqual(lines({ limitMarkerTtl: "1m" }, settings, server("2.10.26")), [
      'bucket "settings": limitMarkerTtl: needs server 2.11; this one is 2.10.26, which would drop it without a word; leave it out or upgrade the server',
    ]);
    assert.deepEqual(lines({ replicas: 3 }, settings, server("2.15.1")), [
      'bucket "settings": replicas: got 3, but the server is standalone; use 1, or a cluster',
    ]);
  });
});

describe("initialProblems", () => {
  const told = (initial: unknown, config: BucketConfig = {}): readonly string[] =>
    problemLines(initialProblems("settings", config, initial as never));

  it("takes keys and texts", () => {
    assert.deepEqual(told({ "orders.mode": "on", "a/b=c": "" }), []);
    assert.deepEqual(told(undefined), []);
  });

  it("fails for what is no key, no text, or too large", () => {
    assert.deepEqual(told({ "a b": "x", ".a": "x", "a..b": "x", ok: 1 }).length, 4);
    assert.deepEqual(told({ a: "12345" }, { maxValueSize: "4B" }), [
      'bucket "settings": initial: "a": got 5 bytes; maxValueSize allows 4',
    ]);
  });

  it("fails for a mirror, which takes no keys", () => {
    assert.deepEqual(told({ a: "1" }, { mirror: { bucket: "x" } }), [
      'bucket "settings": initial: a mirror takes no keys: it copies its origin\'s; leave it out',
    ]);
  });
});
