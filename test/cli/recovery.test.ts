import assert from "node:assert/strict";
import { runMark } from "../../cli/leftovers";
import type { Lock } from "../../cli/locks";
import { type Machine, relation } from "../../cli/machine";
import type { ProcessInfo, ProcessTable } from "../../cli/processes";
import { decide, type Found, type Here } from "../../cli/recovery";
import type { Run } from "../../cli/runFile";

const machine: Machine = { host: "here", boot: "boot-2", pidSpace: "pid:[1]" };
const rebooted: Machine = { ...machine, boot: "boot-1" };
const elsewhere: Machine = { host: "there", boot: "boot-9", pidSpace: "pid:[1]" };
const container: Machine = { ...machine, pidSpace: "pid:[2]" };

const lockTime = "2026-11-22T16:00:00.5Z";
const before = Date.parse(lockTime) - 60_000;
const after = Date.parse(lockTime) + 60_000;

interface Faked extends ProcessInfo {
  readonly run?: string;
}

const one = (pid: number, more: Partial<Faked> = {}): Faked => ({
  pid,
  parent: 1,
  started: `start of ${pid}`,
  startedAt: before,
  ...more,
});

const table = (...all: readonly Faked[]): ProcessTable => ({
  find: (pid) => all.find((process) => process.pid === pid),
  marked: (variable, value) => all.filter(({ run }) => variable === runMark && run === value),
});

const here = (...all: readonly Faked[]): Here => ({
  machine,
  username: "u",
  processes: table(...all),
});

const run = (more: Partial<Run> = {}): Run => ({
  id: "run-1",
  command: "npm start",
  startedAt: "2026-11-22T15:59:00Z",
  machine,
  launcher: { pid: 10, started: "start of 10" },
  parent: { pid: 9, started: "start of 9" },
  clis: [{ pid: 20, started: "start of 20" }],
  earlier: [],
  refreshFirst: true,
  ended: false,
  ...more,
});

const lock = (more: Partial<Lock> = {}): Lock => ({
  pid: 20,
  username: "u",
  hostname: "here",
  timestamp: lockTime,
  ...more,
});

interface Case {
  readonly title: string;
  readonly found: Partial<Found>;
  readonly processes?: readonly Faked[];
  readonly expected: object;
}

const recover = { kind: "recover", endLauncher: false, refresh: true };
const unproven = (gone: boolean): object => ({ kind: "unproven", gone });

const cases: readonly Case[] = [
  { title: "nothing was left: clean", found: {}, expected: { kind: "clean" } },
  {
    title: "launcher and what started it are alive: active",
    found: { run: run() },
    processes: [one(9), one(10)],
    expected: {
      kind: "active",
      who: '"npm start", process 10, since 2026-11-22T15:59:00Z',
    },
  },
  {
    title: "the launcher is gone: recover",
    found: { run: run() },
    processes: [one(9)],
    expected: recover,
  },
  {
    title: "the launcher's id belongs to another process now: recover",
    found: { run: run() },
    processes: [one(9), one(10, { started: "later" })],
    expected: recover,
  },
  {
    title: "the launcher is alive, but nobody waits for it: end it and recover",
    found: { run: run() },
    processes: [one(10)],
    expected: { ...recover, endLauncher: true },
  },
  {
    title: "cut short before it touched the stack: recover without refresh",
    found: { run: run({ refreshFirst: false, clis: [] }) },
    expected: { ...recover, refresh: false },
  },
  {
    title: "ended by itself, but not well: recover, whoever has its ids now",
    found: { run: run({ ended: true }) },
    processes: [one(9), one(10)],
    expected: recover,
  },
  {
    title: "of an earlier boot: recover, whoever has its ids now",
    found: { run: run({ machine: rebooted }), locks: [lock()] },
    processes: [one(9), one(10), one(20, { startedAt: after })],
    expected: recover,
  },
  {
    title: "of another machine: unproven",
    found: { run: run({ machine: elsewhere }) },
    expected: unproven(false),
  },
  {
    title: "of another container of this machine: unproven",
    found: { run: run({ machine: container }) },
    expected: unproven(false),
  },
  {
    title: "lock of the run's dead CLI: recover",
    found: { run: run(), locks: [lock()] },
    expected: recover,
  },
  {
    title: "lock of the run's CLI, which is still alive: recover, it gets ended",
    found: { run: run(), locks: [lock()] },
    processes: [one(20, { run: "run-1" })],
    expected: recover,
  },
  {
    title: "lock of a living CLI that the run did not come to note, but marked: recover",
    found: { run: run({ clis: [] }), locks: [lock({ pid: 21 })] },
    processes: [one(21, { run: "run-1" })],
    expected: recover,
  },
  {
    title: "lock of a dead CLI that the run did not come to note: recover",
    found: { run: run({ clis: [] }), locks: [lock({ pid: 21 })] },
    expected: recover,
  },
  {
    title: "lock of a CLI that was killed while its launcher lived on: recover",
    found: { run: run({ ended: true }), locks: [lock()] },
    expected: recover,
  },
  {
    title: "lock of somebody's living CLI beside a run that was cut short: active",
    found: { run: run(), locks: [lock(), lock({ pid: 30 })] },
    processes: [one(30)],
    expected: { kind: "active", who: `u@here, process 30, since ${lockTime}` },
  },
  {
    title: "lock alone, its process alive: active",
    found: { locks: [lock({ pid: 30 })] },
    processes: [one(30)],
    expected: { kind: "active" },
  },
  {
    title: "lock alone, its process gone: unproven, for its helpers cannot be found",
    found: { locks: [lock({ pid: 30 })] },
    expected: unproven(true),
  },
  {
    title: "lock alone, its id taken by a later process: unproven, but gone",
    found: { locks: [lock({ pid: 30 })] },
    processes: [one(30, { startedAt: after })],
    expected: unproven(true),
  },
  {
    title: "lock beside a run that never touched the stack: unproven",
    found: { run: run({ refreshFirst: false, clis: [] }), locks: [lock({ pid: 30 })] },
    expected: unproven(true),
  },
  {
    title: "lock of another user: unproven",
    found: { locks: [lock({ username: "v" })] },
    expected: unproven(false),
  },
  {
    title: "lock of another machine: unproven, though the same id is alive here",
    found: { locks: [lock({ hostname: "there", pid: 30 })] },
    processes: [one(30)],
    expected: unproven(false),
  },
  {
    title: "lock that cannot be read: unproven",
    found: { locks: [{ pid: 0, username: "", hostname: "", timestamp: "" }] },
    expected: unproven(false),
  },
  {
    title: "a dead lock and a living one: active",
    found: { locks: [lock({ pid: 30 }), lock({ pid: 31 })] },
    processes: [one(31)],
    expected: { kind: "active" },
  },
];

describe("what an earlier run left", () => {
  for (const { title, found, processes = [], expected } of cases) {
    it(title, () => {
      const verdict = decide({ locks: [], ...found }, here(...processes));
      assert.deepEqual({ ...verdict, ...expected }, verdict);
    });
  }

  it("is put down to a machine whose name changed within one boot", () => {
    assert.equal(relation({ ...machine, host: "other-network" }, machine), "same");
    assert.equal(relation(rebooted, machine), "earlier");
    assert.equal(relation(container, machine), "unknown");
    assert.equal(relation(elsewhere, machine), "unknown");
  });
});
