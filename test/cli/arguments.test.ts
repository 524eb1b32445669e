import assert from "node:assert/strict";
import { parseStart, refuseArguments, startUsage } from "../../cli/arguments";
import { Mistake } from "../../cli/mistake";

const systems = ["observability-agent", "swe-ai-fleet"];
const known = 'known are "observability-agent", "swe-ai-fleet"';

const said = (args: readonly string[]): string => {
  try {
    parseStart(args, systems);
  } catch (error) {
    assert.ok(error instanceof Mistake);
    return error.message;
  }
  return "nothing";
};

describe("arguments of npm start", () => {
  it("takes all systems when none is named", () => {
    assert.deepEqual(parseStart([], systems), { help: false });
  });

  it("takes one system in both ways of writing", () => {
    const one = { help: false, system: "swe-ai-fleet" };
    assert.deepEqual(parseStart(["--system", "swe-ai-fleet"], systems), one);
    assert.deepEqual(parseStart(["--system=swe-ai-fleet"], systems), one);
  });

  it("takes the same system twice", () => {
    const args = ["--system=swe-ai-fleet", "--system", "swe-ai-fleet"];
    assert.equal(parseStart(args, systems).system, "swe-ai-fleet");
  });

  it("asks for help", () => {
    assert.equal(parseStart(["--help"], systems).help, true);
    assert.equal(parseStart(["-h"], systems).help, true);
    for (const name of systems) assert.ok(startUsage(systems).includes(name));
  });

  const refusals: readonly (readonly [args: readonly string[], message: string])[] = [
    [
      ["--system", "swe-ai-flet"],
      `--system: got "swe-ai-flet"; ${known}; did you mean "swe-ai-fleet"?`,
    ],
    [["--system", "payments"], `--system: got "payments"; ${known}`],
    [["--system"], `--system: needs a name; ${known}`],
    [["--system="], `--system: needs a name; ${known}`],
    [
      ["--system=swe-ai-fleet", "--system=observability-agent"],
      '--system: got "swe-ai-fleet" and "observability-agent"; name one, or leave it out for all of them',
    ],
    [["--sytem", "x"], 'got "--sytem"; allowed are "--system NAME" and "--help"'],
    [
      ["swe-ai-fleet"],
      'got "swe-ai-fleet"; allowed are "--system NAME" and "--help"; write "npm start -- --system swe-ai-fleet"',
    ],
  ];
  for (const [args, message] of refusals) {
    it(`fails on "${args.join(" ")}"`, () => {
      assert.equal(said(args), message);
    });
  }

  it("fails on any argument of a command that takes none", () => {
    assert.throws(
      () => {
        refuseArguments("npm stop", ["--now"]);
      },
      { message: 'got "--now"; "npm stop" takes no arguments' },
    );
    refuseArguments("npm stop", []);
  });
});
