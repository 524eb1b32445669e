import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isSubset,
  overlapExample,
  subjectIntersection,
  subjectProblem,
  subjectsOverlap,
} from "../../domain/subject";

/** Literal subjects over an alphabet small enough to meet by chance, one token longer than any pattern: ">" takes more. */
const literals = (function grow(left: number): string[] {
  const tokens = ["a", "b", "x"];
  return left === 0
    ? []
    : [...tokens, ...grow(left - 1).flatMap((rest) => tokens.map((token) => `${token}.${rest}`))];
})(5);

/** The meaning of a pattern, written apart from the code under test. */
function matches(pattern: string, subject: string): boolean {
  const regex = pattern
    .split(".")
    .map((token) => (token === "*" ? "[^.]+" : token === ">" ? ".+" : token))
    .join("\\.");
  return new RegExp(`^${regex}$`).test(subject);
}

const pattern = fc
  .tuple(
    fc.array(fc.constantFrom("a", "b", "*"), { minLength: 0, maxLength: 3 }),
    fc.constantFrom("a", "b", "*", ">"),
  )
  .map(([front, last]) => [...front, last].join("."));

describe("overlap of subjects", () => {
  // the pairs that real servers 2.10 to 2.15 were asked
  const table: readonly (readonly [string, string, string | undefined])[] = [
    ["a.b", "a.b", "a.b"],
    ["a.*", "a.b", "a.b"],
    ["a.>", "a.b.c", "a.b.c"],
    ["a.*.c", "a.b.*", "a.b.c"],
    ["*", "a", "a"],
    [">", "anything.at.all", "anything.at.all"],
    [">", ">", "x"],
    ["a.>", "a.*.>", "a.x.x"],
    ["runbook.*", "runbook.execute", "runbook.execute"],
    ["a.>", "a", undefined],
    ["a.*", "a.b.c", undefined],
    ["*", "a.b", undefined],
    ["A.b", "a.b", undefined],
    ["*.>", "a", undefined],
  ];
  for (const [a, b, example] of table) {
    it(`finds ${example === undefined ? "nothing" : `"${example}"`} in "${a}" and "${b}"`, () => {
      assert.equal(overlapExample(a, b), example);
      assert.equal(overlapExample(b, a), example);
    });
  }

  it("is symmetric", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => subjectsOverlap(a, b) === subjectsOverlap(b, a)),
    );
  });

  it("agrees with trying every subject", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const expected = literals.some((subject) => matches(a, subject) && matches(b, subject));
        assert.equal(subjectsOverlap(a, b), expected);
      }),
      { numRuns: 500 },
    );
  });

  it("gives as intersection exactly what both match", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = subjectIntersection(a, b);
        for (const subject of literals) {
          const expected = matches(a, subject) && matches(b, subject);
          assert.equal(both !== undefined && matches(both, subject), expected, subject);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives an example that both match", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const example = overlapExample(a, b);
        fc.pre(example !== undefined);
        assert.ok(matches(a, example) && matches(b, example), example);
      }),
    );
  });
});

describe("subsets of subjects", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ["a.b", "a.*", true],
    ["a.*", "a.>", true],
    ["a.*.>", "a.>", true],
    ["a.b", "a.b", true],
    ["a.>", "a.*", false],
    ["a", "a.>", false],
    ["a.*", "a.b", false],
    ["a.b.c", "a.b", false],
    ["*.>", "*", false],
  ];
  for (const [a, b, subset] of table) {
    it(`says that "${a}" is ${subset ? "" : "not "}part of "${b}"`, () => {
      assert.equal(isSubset(a, b), subset);
    });
  }

  it("agrees with trying every subject", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const expected = literals.every((subject) => !matches(a, subject) || matches(b, subject));
        assert.equal(isSubset(a, b), expected);
      }),
      { numRuns: 500 },
    );
  });

  it("means overlap", () => {
    fc.assert(fc.property(pattern, pattern, (a, b) => !isSubset(a, b) || subjectsOverlap(a, b)));
  });
});

describe("valid subjects", () => {
  const right = [
    "a",
    "a.b",
    "a.*",
    "*.a",
    "a.>",
    ">",
    "*",
    "$KV.x.>",
    "root_cause_result",
    "a-b.C9",
  ];
  for (const subject of right) {
    it(`takes "${subject}"`, () => {
      assert.equal(subjectProblem(subject), undefined);
    });
  }

  const dots = "a subject neither starts nor ends with a dot and has no two dots in a row";
  const wrong: readonly (readonly [string, string])[] = [
    ["", 'got ""; write tokens joined by dots, such as "orders.created", "orders.*" or "orders.>"'],
    ["a b", 'got "a b"; a subject has no white space'],
    ["a\tb", 'got "a\\tb"; a subject has no white space'],
    [".a", `got ".a"; ${dots}`],
    ["a.", `got "a."; ${dots}`],
    ["a..b", `got "a..b"; ${dots}`],
    ["a.>.b", 'got "a.>.b"; ">" stands only at the end; use "*" for one token in the middle'],
    [
      "orders*",
      'got "orders*"; a wildcard stands alone between dots, as in "orders.*" or "orders.>", not inside "orders*"',
    ],
  ];
  for (const [subject, reason] of wrong) {
    it(`fails on ${JSON.stringify(subject)}`, () => {
      assert.equal(subjectProblem(subject), reason);
    });
  }
});
