import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedSystem } from "../../bench/generated";
import { BadOption, parseOptions } from "../../bench/options";
import { withResult } from "../../bench/page";
import type { Grid } from "../../bench/report";
import { timed, timesIn } from "../../bench/timed";
import { planAll } from "../../domain/plan/plan";
import { declareSystem, type Deployment } from "../../domain/declare";

const page = readFileSync(join(dirname(dirname(__dirname)), "docs", "performance.md"), "utf8");
const grid: Grid = { title: "Speed", head: ["a", "b"], rows: [["1", "2"]], notes: ["A note."] };

describe("the options of the benchmark", () => {
  it("have defaults, and sizes in the place of the usual ones", () => {
    assert.deepEqual(parseOptions([]), { sizes: [14, 100], rounds: 7, write: false, help: false });
    const args = ["--size", "1000", "--size", "5000", "--write", "--rounds", "9"];
    assert.deepEqual(parseOptions(args), {
      sizes: [1000, 5000],
      rounds: 9,
      write: true,
      help: false,
    });
    assert.deepEqual(parseOptions(["--size", "0"]).sizes, []);
  });

  it("fail where they are not understood, naming what is", () => {
    assert.throws(() => parseOptions(["--fast"]), BadOption);
    assert.throws(() => parseOptions(["--size", "many"]), /--size: got "many"; write a whole/);
    assert.throws(() => parseOptions(["--rounds", "4"]), /--rounds: got "4"; .* from 5 to 100/);
    assert.throws(() => parseOptions(["--size"]), /--size: got nothing/);
  });
});

describe("a measured command", () => {
  const environment = process.env;
  const folder = process.cwd();

  it("is told in seconds, with what its own children took", async () => {
    const busy = "for (const end = Date.now() + 300; Date.now() < end; );";
    const spawning = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(busy)}])`;
    const { wall, cpu } = await timed({
      words: [process.execPath, "-e", spawning],
      folder,
      environment,
    });
    assert.ok(wall >= 0.3 && cpu > 0.1, `${wall} s, ${cpu} s`);
  });

  it("fails with what the command said", async () => {
    const words = [process.execPath, "-e", 'console.error("no server"); process.exit(3)'];
    await assert.rejects(timed({ words, folder, environment }), /ended with 3[^]*no server/);
  });

  it("fails where bash told no times", () => {
    assert.deepEqual(timesIn("1.250 0.500 0.250\n"), { wall: 1.25, cpu: 0.75 });
    assert.throws(() => timesIn("command not found"), /told no times/);
  });
});

describe("the generated streams of the benchmark", () => {
  it("are as many as asked for, and nothing is wrong with them", () => {
    const deployment: Deployment = {
      project: "nats-stack",
      stack: "local",
      policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
    };
    const system = generatedSystem(25, 10_000);
    const streams = declareSystem(system, deployment);
    const plan = planAll({ ...deployment, systems: [{ streams }] }, undefined);
    assert.equal(streams.length, 25);
    assert.deepEqual(plan.problems, []);
  });
});

describe("the page on performance", () => {
  it("gets a result in the place of the one before", () => {
    const once = withResult(page, "Measured on a day.", [grid]);
    assert.match(once, /^Measured on a day\.$/m);
    assert.match(once, /^### Speed\n\n\| a \| b \|\n\| --- \| --- \|\n\| 1 \| 2 \|\n\nA note\.$/m);
    assert.equal(withResult(once, "Measured on a day.", [grid]), once);
    assert.equal(withResult(once, "x", []).length < once.length, true);
  });

  it("fails to take one where it lacks the marks for it", () => {
    assert.throws(() => withResult("# Performance\n", "x", []), /lacks its marks/);
  });
});
