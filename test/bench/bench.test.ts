import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generatedSystem } from "../../bench/generated";
import { cliTimes } from "../../bench/natsCli";
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
    const usual = { sizes: [14, 100], rounds: 7, natsCli: false, checkpoints: true };
    assert.deepEqual(parseOptions([]), { ...usual, write: false, help: false });
    const args = ["--size", "1000", "--size", "5000", "--write", "--rounds", "9", "--nats-cli"];
    assert.deepEqual(parseOptions([...args, "--no-checkpoints"]), {
      sizes: [1000, 5000],
      rounds: 9,
      natsCli: true,
      checkpoints: false,
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

describe("the comparison with the NATS CLI", () => {
  it("makes, changes and removes each stream by a process of its own, and leaves no file", async () => {
    const scratch = mkdtempSync(join(tmpdir(), "nats-stack-cli-"));
    try {
      // stands in for the CLI: notes how it was called
      const standIn = join(scratch, "nats");
      const heard = join(scratch, "heard");
      writeFileSync(standIn, `#!/bin/sh\necho "$NATS_URL $*" >>"${heard}"\n`, { mode: 0o755 });
      const [before, after] = [generatedSystem(2, 1), generatedSystem(2, 2)];
      const times = await cliTimes(standIn, scratch, "nats://here:4222", before, after);
      assert.ok(times.create > 0 && times.update > 0 && times.delete > 0, JSON.stringify(times));
      const lines = readFileSync(heard, "utf8").trim().split("\n");
      assert.equal(lines.length, 6);
      assert.deepEqual(
        [0, 3, 4].map((at) => lines[at]),
        [
          "nats://here:4222 stream add STREAM_00001 --config STREAM_00001.json",
          "nats://here:4222 stream edit STREAM_00002 --config STREAM_00002.json -f",
          "nats://here:4222 stream rm STREAM_00001 -f",
        ],
      );
      assert.deepEqual(readdirSync(scratch).sort(), ["heard", "nats"]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
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
