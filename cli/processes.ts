import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process that runs. One that has ended and was not yet collected by its parent does not. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Together with the pid and the boot this is one process and no other. */
  readonly started: string;
  /** Milliseconds since 1970, good to about a second. */
  readonly startedAt: number;
}

/** One process, as it is noted down. */
export type ProcessNote = Pick<ProcessInfo, "pid" | "started">;

/** The processes of this machine. */
export interface ProcessTable {
  find(pid: number): ProcessInfo | undefined;
  /** @returns the processes that were started with this environment variable of this value */
  marked(variable: string, value: string): readonly ProcessInfo[];
}

/** @returns whether the process that was noted still runs */
export const isAlive = (note: ProcessNote, processes: ProcessTable): boolean =>
  processes.find(note.pid)?.started === note.started;

/** Sends a signal; a process that is gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone, or not ours any more
  }
}

/** @returns the processes of Linux or macOS */
export const processTable = (): ProcessTable => (process.platform === "linux" ? linux : darwin);

// minimal images have no `ps`
const linux: ProcessTable = {
  find(pid) {
    try {
      return fromStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return undefined;
    }
  },
  marked(variable, value) {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const mark = `${variable}=${value}`;
    return pids.flatMap((pid) => {
      const found = environment(pid).includes(mark) ? linux.find(Number(pid)) : undefined;
      return found ? [found] : [];
    });
  },
};

function environment(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** @see proc_pid_stat(5): the second field is in brackets and may hold anything; times count in 1/100 s since boot */
function fromStat(stat: string): ProcessInfo | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", parent = ""] = fields;
  const started = fields[19] ?? "";
  if (/^[ZXx]/.test(state)) return undefined;
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(parent),
    started,
    startedAt: bootTime() + Number(started) * 10,
  };
}

const bootTime = (): number =>
  Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]) * 1000;

const darwin: ProcessTable = {
  find(pid) {
    return fromPs(ps(["-p", String(pid), ...columns]))[0];
  },
  marked(variable, value) {
    const mark = new RegExp(`^\\s*(\\d+) .*\\s${variable}=${value}(\\s|$)`);
    const pids = ps(["-A", "-E", "-ww", "-o", "pid=,command="])
      .split("\n")
      .flatMap((line) => mark.exec(line)?.[1] ?? []);
    return pids.flatMap((pid) => darwin.find(Number(pid)) ?? []);
  },
};

const columns = ["-o", "pid=,ppid=,stat=,lstart="];

/** @returns what `ps` prints; it exits with 1 where no process matches */
function ps(args: readonly string[]): string {
  try {
    return execFileSync("ps", args, {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}

/** @returns the processes of lines such as `  71  1 Ss   Sun Nov 22 17:47:02 2026` */
export const fromPs = (text: string): readonly ProcessInfo[] =>
  text.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", started = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), started, startedAt: Date.parse(started) }];
  });
