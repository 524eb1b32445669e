import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { endLeftovers, findLeftovers, runMark } from "../../cli/leftovers";
import {
  fromPs,
  isAlive,
  type ProcessNote,
  type ProcessTable,
  processTable,
} from "../../cli/processes";
import { until } from "../../cli/wait";

describe("table of processes", () => {
  const processes = processTable();

  it("knows this process and when it began", () => {
    const found = processes.find(process.pid);
    assert.ok(found);
    assert.equal(found.parent, process.ppid);
    assert.ok(Math.abs(Date.now() - process.uptime() * 1000 - found.startedAt) < 3000);
    assert.equal(isAlive(found, processes), true);
    assert.equal(isAlive({ ...found, started: "another time" }, processes), false);
  });

  it("does not know a process that has ended, even before it was collected", async () => {
    const shell = spawn("/bin/sh", ["-c", "sleep 0 & echo $!; exec cat"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    const [line] = (await once(shell.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    // the shell has become `cat`, which collects no children
    assert.ok(await until(5000, () => (processes.find(pid) ? undefined : true)));
    shell.stdin.end();
    await once(shell, "close");
  });

  it("reads what ps prints on macOS", () => {
    const text = [
      "    1     0 Ss   Sun Nov 22 17:47:02 2026    ",
      "  917     1 S+   Sun Nov  1 07:00:00 2026",
      "  918   917 Z    Sun Nov  1 07:00:00 2026",
      "",
    ].join("\n");
    const local = (year: number, month: number, day: number, ...time: number[]): number =>
      new Date(year, month, day, ...(time as [number, number, number])).getTime();
    assert.deepEqual(fromPs(text), [
      {
        pid: 1,
        parent: 0,
        started: "Sun Nov 22 17:47:02 2026",
        startedAt: local(2026, 10, 22, 17, 47, 2),
      },
      {
        pid: 917,
        parent: 1,
        started: "Sun Nov  1 07:00:00 2026",
        startedAt: local(2026, 10, 1, 7, 0, 0),
      },
    ]);
  });
});

/** Ends at once on SIGINT, or says so and stays. */
const obedient = 'process.on("SIGINT", () => process.exit(0));';
const stubborn = 'process.on("SIGINT", () => undefined);';
const counting = `
  let count = 0;
  process.on("SIGINT", () => { count += 1; if (count === 1) setTimeout(() => process.exit(count), 400); });`;
const ready = 'setInterval(() => undefined, 1000); console.log("ready");';

describe("leftovers of a run", () => {
  const processes = processTable();
  const children: ChildProcess[] = [];
  let run: string;

  async function left(behaviour: string): Promise<ProcessNote> {
    const child = spawn(process.execPath, ["-e", behaviour + ready], {
      env: { ...process.env, [runMark]: run },
      stdio: ["ignore", "pipe", "ignore"],
    });
    children.push(child);
    await once(child.stdout, "data");
    const found = processes.find(child.pid ?? 0);
    assert.ok(found);
    return { pid: found.pid, started: found.started };
  }

  beforeEach(() => {
    run = randomBytes(8).toString("hex");
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("are found by their mark, those of other runs are not", async () => {
    const mine = await left(obedient);
    const ids = (runs: readonly string[]): readonly number[] =>
      findLeftovers(runs, [], processes).map(({ pid }) => pid);
    assert.deepEqual(ids([run]), [mine.pid]);
    assert.deepEqual(ids(["other"]), []);
    assert.deepEqual(ids([]), []);
  });

  it("are found by their note where the mark cannot be seen", async () => {
    const mine = await left(obedient);
    const blind: ProcessTable = { find: (pid) => processes.find(pid), marked: () => [] };
    assert.equal(findLeftovers([run], [mine], blind).length, 1);
    assert.equal(findLeftovers([run], [{ ...mine, started: "another time" }], blind).length, 0);
  });

  it("end when they are asked", async () => {
    const mine = [await left(obedient), await left(obedient)];
    assert.equal(await endLeftovers([run], [], processes), 2);
    assert.ok(mine.every((one) => !isAlive(one, processes)));
  });

  it("are killed where they do not end", async () => {
    const mine = await left(stubborn);
    assert.equal(await endLeftovers([run], [], processes, 300), 1);
    assert.equal(isAlive(mine, processes), false);
  });

  it("are asked once, the CLI before its helpers", async () => {
    const helper = await left(obedient);
    const cli = await left(counting);
    const ending = endLeftovers([run], [cli], processes);
    assert.ok(await until(5000, () => (isAlive(cli, processes) ? undefined : true)));
    assert.equal(await ending, 2);
    assert.equal(isAlive(helper, processes), false);
    // its exit code is how often it was asked
    assert.equal(children[1]?.exitCode, 1);
  });
});
