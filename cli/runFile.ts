import { randomBytes } from "node:crypto";
import { existsSync, linkSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import type { JsonObject } from "../domain/json";
import { hasCode, readObject, remove, replaceObject } from "./files";
import type { Machine } from "./machine";
import { listFrom, machineFrom, noteFrom, textFrom } from "./notes";
import type { ProcessNote, ProcessTable } from "./processes";

/**
 * What a command that works on the stack writes down before it begins, so that the next one knows what to put right when
 * it was cut short. It lies in `.nats-stack/run.json` and is removed after a run that ended well.
 */
export interface Run {
  /** Value of the environment variable that marks every process of the run. */
  readonly id: string;
  /** Such as "npm start". */
  readonly command: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly machine: Machine;
  /** This command itself, and what started it (npm or a shell). */
  readonly launcher: ProcessNote;
  readonly parent?: ProcessNote;
  /** The Pulumi CLIs that were started, each the leader of a process group. */
  readonly clis: readonly ProcessNote[];
  /** Earlier runs whose processes may still be there. */
  readonly earlier: readonly string[];
  /** The stack's state must be brought up to date before anything else relies on it. */
  readonly refreshFirst: boolean;
  /** The command came to its end by itself and left no process. */
  readonly ended: boolean;
}

/** Somebody else wrote a run file a moment ago. */
export class RunTaken extends Error {
  override readonly name = "RunTaken";
}

/** @returns a run of this process that has not yet touched the stack */
export function newRun(command: string, machine: Machine, processes: ProcessTable): Run {
  const note = (pid: number): ProcessNote | undefined => {
    const found = processes.find(pid);
    return found && { pid, started: found.started };
  };
  const parent = note(process.ppid);
  return {
    id: randomBytes(8).toString("hex"),
    command,
    startedAt: new Date().toISOString(),
    machine,
    launcher: note(process.pid) ?? { pid: process.pid, started: "" },
    ...(parent && { parent }),
    clis: [],
    earlier: [],
    refreshFirst: false,
    ended: false,
  };
}

/**
 * Puts a run file in place of the one that was found before, or where there was none.
 *
 * @throws RunTaken where the file is another by now: two commands began at once
 */
export function claimRun(file: string, run: Run, found: Run | undefined): void {
  if (found) setAside(file, run.id, found.id);
  const draft = `${file}.${run.id}`;
  writeFileSync(draft, `${JSON.stringify(run, undefined, 2)}\n`);
  try {
    // unlike a rename, a link never replaces what another process has put there
    linkSync(draft, file);
  } catch (error) {
    throw hasCode(error, "EEXIST") ? new RunTaken(file) : error;
  } finally {
    remove(draft);
  }
}

function setAside(file: string, mine: string, expected: string): void {
  const aside = `${file}.${mine}.old`;
  try {
    renameSync(file, aside);
  } catch {
    throw new RunTaken(file);
  }
  const taken = readRun(aside)?.id !== expected;
  if (taken) renameSync(aside, file);
  else remove(aside);
  if (taken) throw new RunTaken(file);
}

/** Writes down how far the run is; nothing happens where another one has taken over. */
export function saveRun(file: string, run: Run): void {
  if (isOf(file, run)) replaceObject(file, run);
}

/** Removes the file of a run that ended well; nothing happens where another one has taken over. */
export function removeRun(file: string, run: Run): void {
  if (isOf(file, run)) remove(file);
}

const isOf = (file: string, run: Run): boolean => readRun(file)?.id === run.id;

/** @returns the run that a file tells of; undefined where there is no file. A file that makes no sense is a run cut short. */
export function readRun(file: string): Run | undefined {
  return existsSync(file) ? runFrom(readObject(file) ?? {}) : undefined;
}

function runFrom(value: JsonObject): Run {
  const parent = noteFrom(value["parent"]);
  return {
    id: textFrom(value["id"]),
    command: textFrom(value["command"]),
    startedAt: textFrom(value["startedAt"]),
    machine: value["machine"]
      ? machineFrom(value["machine"])
      : { host: hostname(), boot: "", pidSpace: "" },
    launcher: noteFrom(value["launcher"]) ?? { pid: 0, started: "" },
    ...(parent && { parent }),
    clis: listFrom(value["clis"]).flatMap((item) => noteFrom(item) ?? []),
    earlier: listFrom(value["earlier"]).map(textFrom).filter(Boolean),
    refreshFirst: value["refreshFirst"] !== false,
    ended: value["ended"] === true,
  };
}
