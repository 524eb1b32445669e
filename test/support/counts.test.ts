import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsFile, readCounts, summary } from "./counts";

describe("the end of a test run", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-counts-"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function run(tests: string) {
    const file = join(folder, "counts.json");
    writeFileSync(join(folder, "some.test.cjs"), tests);
    const mocha = [require.resolve("mocha/bin/mocha.js"), "--no-config", "--reporter"];
    spawnSync(
      process.execPath,
      [...mocha, "test/support/countingReporter.cjs", join(folder, "some.test.cjs")],
      { env: { ...process.env, [countsFile]: file } },
    );
    return readCounts(file, "some.test.cjs");
  }

  it("names what failed beside what it is part of, and counts all", () => {
    const counts = run(`describe("a stream", () => {
      it("is there", () => {});
      it("is empty", () => { throw new Error("holds 2 messages\\nand more"); });
      describe("with a consumer", () => { before(() => { throw new Error("no server"); }); it("reads", () => {}); });
    });`);
    assert.equal(
      summary([counts, { passed: 1, failed: 0, skipped: 1, failures: [] }]),
      `failed: a stream is empty: holds 2 messages
failed: a stream with a consumer "before all" hook for "reads": no server
2 passed, 2 failed, 1 skipped`,
    );
  });

  it("names a process that ended without a report", () => {
    rmSync(join(folder, "counts.json"), { force: true });
    const counts = run("process.exit(0);");
    assert.match(
      summary([counts]),
      /^failed: some\.test\.cjs: ended before .*\n0 passed, 1 failed, 0 skipped$/,
    );
  });
});
