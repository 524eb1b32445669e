import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command took, with everything it started. */
export interface Taken {
  /** From start to end, in seconds. */
  readonly wall: number;
  /** Processor time in user and system mode, in seconds. */
  readonly cpu: number;
  /** Largest resident memory of its largest process, in bytes; absent without GNU time. */
  readonly memory?: number;
}

/** A command to measure. */
export interface Command {
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

const gnuTime = "/usr/bin/time";
const hourMillis = 3_600_000;

let current: ChildProcess | undefined;

/** Ends the command that runs now, if any: Pulumi stops in order at this signal, where it comes once. */
export const endCurrent = (): void => {
  if (current?.pid !== undefined) process.kill(-current.pid, "SIGINT");
};

/**
 * Runs a command and measures it. Bash sums up what all descendants took that were waited for; Pulumi waits for its
 * helpers, and they for theirs.
 *
 * @throws Error with what the command said, unless it ends with 0
 */
export async function timed({ words, folder, environment }: Command): Promise<Taken> {
  const memoryFile = join(tmpdir(), `nats-stack-peak-memory-${process.pid}`);
  const counted = hasGnuTime() ? [gnuTime, "-f", "%M", "-o", memoryFile, ...words] : words;
  const child = spawn("bash", ["-c", 'time "$@" 2>&1', "bash", ...counted], {
    cwd: folder,
    // the comma of some languages is no decimal point
    env: { ...environment, TIMEFORMAT: "%R %U %S", LC_ALL: "C" },
    // a group of its own: Ctrl-C comes through `endCurrent` alone
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, output, report } = await ended(child);
  const text = existsSync(memoryFile) ? readFileSync(memoryFile, "utf8") : "";
  rmSync(memoryFile, { force: true });
  if (code !== 0) {
    throw new Error(`"${words.join(" ")}" ended with ${String(code)}; it said:\n${output}`);
  }
  const memory = Number(text) * 1024;
  return { ...timesIn(report), ...(memory > 0 && { memory }) };
}

/**
 * @param report what bash's `time` writes by TIMEFORMAT "%R %U %S"
 * @throws Error where it is something else
 */
export function timesIn(report: string): Taken {
  const [, wall, user, system] = /^([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(report) ?? [];
  if (wall === undefined) throw new Error(`bash told no times, but:\n${report}`);
  return { wall: Number(wall), cpu: Number(user) + Number(system) };
}

async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly output: string; readonly report: string }> {
  current = child;
  const output: string[] = [];
  const report: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => report.push(chunk.toString()));
  const timer = setTimeout(endCurrent, hourMillis);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, output: output.join(""), report: report.join("") };
  } finally {
    clearTimeout(timer);
    current = undefined;
  }
}

/** The `time` of macOS has other options and tells no memory in a format of ours. */
const hasGnuTime = (): boolean => process.platform === "linux" && existsSync(gnuTime);
