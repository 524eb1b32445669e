import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** What a suite says at its end, and the code it ends with. */
interface Suite {
  readonly says: string;
  readonly code: number;
}

const passes: Suite = { says: "10 passed, 0 failed, 1 skipped", code: 0 };
const fails: Suite = { says: "failed: a stream: is gone\n4 passed, 1 failed, 0 skipped", code: 1 };

describe(".ci/run", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-ci-run-"));
    cpSync(".ci", join(folder, ".ci"), { recursive: true });
    mkdirSync(join(folder, "bin"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs it with an npm that does nothing but say what the suites say. */
  function run(tests: Suite, cluster: Suite) {
    const npm = [
      "#!/bin/sh",
      `echo "$*" >> ${folder}/asked`,
      'case "$*" in',
      `  "test --silent") echo "${tests.says}"; exit ${tests.code} ;;`,
      `  "run --silent test:cluster") echo "${cluster.says}"; exit ${cluster.code} ;;`,
      "esac",
    ];
    writeFileSync(join(folder, "asked"), "");
    writeFileSync(join(folder, "bin", "npm"), npm.join("\n"), { mode: 0o755 });
    const { status, stdout } = spawnSync("bash", [join(folder, ".ci", "run")], {
      env: { ...process.env, PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter) },
      encoding: "utf8",
    });
    const asked = readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
    const lines = stdout.trim().split("\n");
    return { status, last: lines.at(-1), beforeLast: lines.at(-2), asked };
  }

  it("ends with one line that counts both suites", () => {
    const { status, last, asked } = run(passes, passes);
    assert.deepEqual([status, last], [0, "20 passed, 0 failed, 2 skipped"]);
    assert.match(asked[0] ?? "", /^ci --ignore-scripts/);
  });

  it("fails where one of them does, after both have run, and says at the end what failed", () => {
    for (const [tests, cluster] of [
      [fails, passes],
      [passes, fails],
    ] as const) {
      const { status, last, beforeLast, asked } = run(tests, cluster);
      assert.deepEqual([status, last], [1, "14 passed, 1 failed, 1 skipped"]);
      assert.equal(beforeLast, "failed: a stream: is gone");
      assert.deepEqual(asked.slice(-2), ["test --silent", "run --silent test:cluster"]);
    }
  });

  it("fails where one of them ends without having counted", () => {
    const { status, last } = run(passes, { says: "", code: 0 });
    assert.deepEqual([status, last], [1, "10 passed, 0 failed, 1 skipped"]);
  });
});
