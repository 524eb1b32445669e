import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisMachine } from "../../cli/machine";
import { isAlive, processTable } from "../../cli/processes";
import { decide } from "../../cli/recovery";
import {
  claimRun,
  newRun,
  readRun,
  removeRun,
  type Run,
  RunTaken,
  saveRun,
} from "../../cli/runFile";

describe("run file", () => {
  const processes = processTable();
  const machine = thisMachine();
  const fresh = (): Run => newRun("npm start", machine, processes);
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-"));
    file = join(folder, "run.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("reads back what was written", () => {
    const run = { ...fresh(), clis: [{ pid: 7, started: "then" }], earlier: ["before"] };
    claimRun(file, run, undefined);
    assert.deepEqual(readRun(file), run);
    saveRun(file, { ...run, refreshFirst: true });
    assert.equal(readRun(file)?.refreshFirst, true);
    assert.deepEqual(readdirSync(folder), ["run.json"]);
  });

  it("notes this process, which is alive", () => {
    assert.equal(isAlive(fresh().launcher, processes), true);
  });

  it("is nothing where there is no file", () => {
    assert.equal(readRun(file), undefined);
  });

  it("takes the place of the run that was found", () => {
    const [first, second] = [fresh(), fresh()];
    claimRun(file, first, undefined);
    claimRun(file, second, readRun(file));
    assert.equal(readRun(file)?.id, second.id);
    assert.deepEqual(readdirSync(folder), ["run.json"]);
  });

  it("fails where two begin at once: only one gets it", () => {
    const [first, second] = [fresh(), fresh()];
    claimRun(file, first, undefined);
    assert.throws(() => {
      claimRun(file, second, undefined);
    }, RunTaken);
    assert.equal(readRun(file)?.id, first.id);
  });

  it("fails where another one has taken over what was found, and leaves that alone", () => {
    const [dead, first, second] = [fresh(), fresh(), fresh()];
    claimRun(file, dead, undefined);
    claimRun(file, first, dead);
    assert.throws(() => {
      claimRun(file, second, dead);
    }, RunTaken);
    assert.equal(readRun(file)?.id, first.id);
    assert.deepEqual(readdirSync(folder), ["run.json"]);
  });

  it("is left alone by a run that was taken over from", () => {
    const [dead, first] = [fresh(), fresh()];
    claimRun(file, dead, undefined);
    claimRun(file, first, dead);
    saveRun(file, { ...dead, ended: true });
    removeRun(file, dead);
    assert.deepEqual(readRun(file), first);
    removeRun(file, first);
    assert.equal(readRun(file), undefined);
  });

  for (const text of ["", "{", "[]", "{}", '{"pid":1}']) {
    it(`takes a file that holds ${JSON.stringify(text)} for a run that was cut short`, () => {
      writeFileSync(file, text);
      const run = readRun(file);
      assert.ok(run);
      const verdict = decide({ run, locks: [] }, { machine, processes, username: "u" });
      assert.ok(verdict.kind === "recover" && verdict.refresh);
      claimRun(file, fresh(), run);
    });
  }
});
