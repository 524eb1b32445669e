import assert from "node:assert/strict";
import fc from "fast-check";
import { consumerNameProblem, nearest, streamNameProblem } from "../../domain/names";

describe("names of streams and consumers", () => {
  for (const name of [
    "ORDERS",
    "planning-events",
    "A",
    "agent_1",
    "KV_x",
    "ünïcode",
    "a".repeat(255),
  ]) {
    it(`take "${name.slice(0, 20)}"`, () => {
      assert.equal(streamNameProblem(name), undefined);
      assert.equal(consumerNameProblem(name), undefined);
    });
  }

  const rule = 'no white space and none of . * > / \\; use letters, digits, "-" and "_", such as';
  for (const name of ["a b", "a.b", "a*", ">", "a/b", "a\\b", "a\tb", "a\u0000", "a\u200b"]) {
    it(`fails on ${JSON.stringify(name)}`, () => {
      const got = `got ${JSON.stringify(name)}`;
      assert.equal(streamNameProblem(name), `${got}; a stream name has ${rule} "ORDERS"`);
      assert.equal(
        consumerNameProblem(name),
        `${got}; a consumer name has ${rule} "orders-worker"`,
      );
    });
  }

  it("fails on an empty name", () => {
    assert.equal(streamNameProblem(""), 'got ""; a stream has a name, such as "ORDERS"');
    assert.equal(consumerNameProblem(""), 'got ""; a consumer has a name, such as "orders-worker"');
  });

  it("fails on more than 255 bytes, counted as the server counts them", () => {
    assert.equal(
      streamNameProblem("a".repeat(256)),
      "got a name of 256 bytes; a stream name has at most 255",
    );
    assert.equal(
      consumerNameProblem("é".repeat(128)),
      "got a name of 256 bytes; a consumer name has at most 255",
    );
  });
});

describe("the nearest name", () => {
  const keys = ["maxAge", "maxBytes", "maxMsgs", "maxMsgSize", "retention", "replicas"];
  const table: readonly (readonly [string, string | undefined])[] = [
    ["maxage", "maxAge"],
    ["max_age", "maxAge"],
    ["mxaAge", "maxAge"],
    ["maxByte", "maxBytes"],
    ["replica", "replicas"],
    ["num_replicas", "replicas"],
    ["retnetion", "retention"],
    ["zzz", undefined],
    ["size", "maxMsgSize"],
    ["msgs", "maxMsgs"],
    ["x", undefined],
    ["", undefined],
  ];
  for (const [word, expected] of table) {
    it(`to "${word}" is ${expected === undefined ? "none" : `"${expected}"`}`, () => {
      assert.equal(nearest(word, keys), expected);
    });
  }

  it("is the word itself where it is among them", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) =>
        words.every((word) => nearest(word, words) === word),
      ),
    );
  });
});
