import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isVariable,
  mergeConf,
  quoteConf,
  renderConf,
  variable,
} from "../../../domain/cluster/conf";
import { milliCpu, quantity } from "../../../domain/cluster/quantity";

describe("a NATS configuration file", () => {
  it("has objects in braces, lists in brackets, texts in quotes and variables bare", () => {
    const text = renderConf({
      name: variable("SERVER_NAME"),
      empty: {},
      none: [],
      flag: true,
      share: 0.5,
      "odd key": 'a "b" \\ c',
      cluster: { routes: ["nats://a:1", { url: "b" }] },
    });
    assert.equal(
      text,
      [
        "name: $SERVER_NAME",
        "empty {}",
        "none: []",
        "flag: true",
        "share: 0.5",
        String.raw`"odd key": "a \"b\" \\ c"`,
        "cluster {",
        "  routes: [",
        '    "nats://a:1"',
        "    {",
        '      url: "b"',
        "    }",
        "  ]",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("includes files before it uses their variables", () => {
    assert.equal(
      renderConf({ user: variable("A"), $include: ["one.conf", "two.conf"] }),
      'include "one.conf"\ninclude "two.conf"\nuser: $A\n',
    );
  });

  it("takes no text for a variable that only looks a little like one", () => {
    for (const text of ["$A", "<<A>>", "a << $A >>", "<< $A B >>"]) assert.ok(!isVariable(text));
    assert.ok(isVariable("<<$A>>"));
  });

  it("quotes any text so that reading its escapes gives it back", () => {
    fc.assert(
      fc.property(fc.string({ unit: letter }), (text) => {
        const quoted = quoteConf(text);
        assert.match(quoted, /^"([^"\\\n\r\t]|\\["\\nrt]|\\x[01][0-9a-f])*"$/u);
        assert.equal(unquoted(quoted), text);
      }),
    );
  });
});

describe("merging configurations", () => {
  it("goes key by key into objects, replaces all else, and removes with null", () => {
    assert.deepEqual(
      mergeConf({ a: { b: 1, c: 2 }, d: [1], e: "x" }, { a: { c: 3, z: null }, d: [2], e: null }),
      { a: { b: 1, c: 3 }, d: [2] },
    );
  });

  it("leaves no null behind inside what is new", () => {
    assert.deepEqual(mergeConf({}, { a: { b: null, c: 1 } }), { a: { c: 1 } });
  });

  it("adds includes up", () => {
    assert.deepEqual(mergeConf({ $include: "a" }, { $include: ["b"] }), { $include: ["a", "b"] });
  });
});

describe("quantities", () => {
  it("are exact, in the largest unit that divides", () => {
    const table: readonly (readonly [number, string])[] = [
      [0, "0"],
      [1500, "1500"],
      [1024, "1Ki"],
      [640 * 1024 ** 2, "640Mi"],
      [10 * 1024 ** 3, "10Gi"],
      [2 * 1024 ** 4, "2Ti"],
    ];
    for (const [bytes, text] of table) assert.equal(quantity(bytes), text);
  });

  it("of processors are read in thousandths", () => {
    assert.deepEqual(["2", "500m", "0.5", ".25", "1.5m", "2 cores", "", "1e3"].map(milliCpu), [
      2000,
      500,
      500,
      250,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

// control characters, signs and letters of several alphabets
const letter = fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCodePoint(code));

const unquoted = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replaceAll(/\\(x[0-9a-f]{2}|.)/g, (_, code: string) =>
      code.length === 3
        ? String.fromCharCode(parseInt(code.slice(1), 16))
        : ({ n: "\n", r: "\r", t: "\t" }[code] ?? code),
    );
