import assert from "node:assert/strict";
import fc from "fast-check";
import { isObject } from "../../domain/json";
import { parseWire } from "../../jetstream/wireJson";

describe("JSON on the wire", () => {
  it("keeps every sequence up to 2^64 - 1 exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (sequence) => {
        const parsed = parseWire(`{"last_seq":${sequence}}`);
        assert.ok(isObject(parsed));
        const { last_seq } = parsed;
        assert.ok(typeof last_seq === "string" || typeof last_seq === "number");
        assert.equal(String(last_seq), String(sequence));
      }),
    );
  });

  it("keeps durations of whole milliseconds as numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (millis) => {
        const parsed = parseWire(`{"max_age":${BigInt(millis) * 1_000_000n}}`);
        assert.ok(isObject(parsed));
        assert.equal(parsed["max_age"], millis * 1_000_000);
      }),
    );
    assert.deepEqual(parseWire('{"max_age":31536000000000000}'), { max_age: 31536000000000000 });
  });

  it("leaves digits within texts alone", () => {
    const text =
      '{"a":"18446744073709551615","b":"\\"18446744073709551615","c":[18446744073709551615]}';
    assert.deepEqual(parseWire(text), {
      a: "18446744073709551615",
      b: '"18446744073709551615',
      c: ["18446744073709551615"],
    });
  });

  it("is what JSON.parse makes of it where all numbers are small", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.deepEqual(parseWire(text), JSON.parse(text));
      }),
    );
  });

  it("fails on what is no JSON", () => {
    assert.throws(() => parseWire("+OK"), SyntaxError);
  });
});
