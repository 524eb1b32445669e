import type { Lock } from "./locks";
import { runMark } from "./leftovers";
import { type Machine, relation } from "./machine";
import { isAlive, type ProcessTable } from "./processes";
import type { Run } from "./runFile";

/** What was found before a command begins. */
export interface Found {
  readonly run?: Run;
  readonly locks: readonly Lock[];
}

/** Who asks. */
export interface Here {
  readonly machine: Machine;
  readonly username: string;
  readonly processes: ProcessTable;
}

/**
 * What to do about it:
 * nothing; nothing but to wait for somebody who is at work; nothing that could be proven safe; or to put it right.
 */
export type Verdict =
  | { readonly kind: "clean" }
  | { readonly kind: "active"; readonly who: string }
  | {
      readonly kind: "unproven";
      readonly who: string;
      readonly why: string;
      /** Its own process is gone, and was one of this user on this machine. */
      readonly gone: boolean;
    }
  | {
      readonly kind: "recover";
      /** For a person: what happened. */
      readonly what: string;
      /** The launcher itself is alive, though what started it is gone. */
      readonly endLauncher: boolean;
      /** Whether the state must be refreshed: the stack may have been touched. */
      readonly refresh: boolean;
    };

/**
 * Decides whether what an earlier run left can be cleared away without asking. A lock may go only when its owner is
 * proven dead and local, and when the processes of its run can be found, which takes a run file.
 */
export function decide({ run, locks }: Found, here: Here): Verdict {
  const ofRun = run ? decideRun(run, here) : ({ kind: "clean" } as const);
  if (ofRun.kind === "active" || ofRun.kind === "unproven") return ofRun;
  const refusals = locks.flatMap((lock) => decideLock(lock, run, here) ?? []);
  // who is at work matters more than what is unclear
  return refusals.find(({ kind }) => kind === "active") ?? refusals[0] ?? ofRun;
}

function decideRun(run: Run, { machine, processes }: Here): Verdict {
  const who = `"${run.command}", process ${run.launcher.pid}, since ${run.startedAt}`;
  if (run.ended) {
    const what = "the last run did not end well";
    return { kind: "recover", what, endLauncher: false, refresh: run.refreshFirst };
  }
  const where = relation(run.machine, machine);
  if (where === "unknown") {
    const why = `it was started on "${run.machine.host}", whose processes cannot be seen from here`;
    return { kind: "unproven", who, why, gone: false };
  }
  const alive = where === "same" && isAlive(run.launcher, processes);
  const abandoned = run.parent !== undefined && !isAlive(run.parent, processes);
  if (alive && !abandoned) return { kind: "active", who };
  const what = `the last run (${who}) was cut short`;
  return { kind: "recover", what, endLauncher: alive, refresh: run.refreshFirst };
}

function decideLock(lock: Lock, run: Run | undefined, here: Here): Verdict | undefined {
  if (run && isLockOf(lock, run, here)) return undefined;
  const who = `${lock.username}@${lock.hostname}, process ${lock.pid}, since ${lock.timestamp}`;
  if (lock.hostname !== here.machine.host || lock.username !== here.username) {
    const why = "it is another user's, or another machine's";
    return { kind: "unproven", who, why, gone: false };
  }
  if (holdsLock(lock, here.processes)) return { kind: "active", who };
  const why =
    'its process is gone, but it was not started by "npm start", so its helpers may still be at work';
  return { kind: "unproven", who, why, gone: true };
}

/** Whether the run left the lock behind: then its processes have been found, or are known to be dead. */
function isLockOf(lock: Lock, run: Run, { machine, processes }: Here): boolean {
  if (!run.refreshFirst) return false;
  if (relation(run.machine, machine) === "earlier") return !holdsLock(lock, processes);
  const alive = processes.find(lock.pid);
  const noted = run.clis.filter(({ pid }) => pid === lock.pid);
  if (noted.some(({ started }) => !alive || alive.started === started)) return true;
  // killed between the start of the CLI and the note of it
  return !run.ended && (!holdsLock(lock, processes) || isMarked(lock.pid, run, processes));
}

/** A process that began after the lock was written has only got the same id; a lock's time is good to a second or two. */
function holdsLock(lock: Lock, processes: ProcessTable): boolean {
  const owner = processes.find(lock.pid);
  return owner !== undefined && !(owner.startedAt > Date.parse(lock.timestamp) + 2000);
}

const isMarked = (pid: number, { id, earlier }: Run, processes: ProcessTable): boolean =>
  [id, ...earlier].some((one) => processes.marked(runMark, one).some((found) => found.pid === pid));
