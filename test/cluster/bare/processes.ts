import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { type ProcessInfo, processTable, signal } from "../../../cli/processes";
import { until } from "../../../cli/wait";
import { lastLines } from "./logs";
import { place, processMark } from "./places";

const endMillis = 10_000;

/**
 * Starts a program in a session of its own, so that a Ctrl-C does not reach it. Its output goes to log/<name>.log.
 *
 * @param onEnd called with a reason if it ends while it is still watched
 * @returns the process and how to stop watching it
 */
export function startProcess(
  name: string,
  [program = "", ...parameters]: readonly string[],
  onEnd: (reason: string) => void,
): void {
  const log = openSync(place("log", `${name}.log`), "a");
  const child = spawn(program, parameters, {
    cwd: place(),
    detached: true,
    env: { ...process.env, [processMark.name]: processMark.value, PATH: programPath() },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  watch(child, name, onEnd);
  child.unref();
}

function watch(child: ChildProcess, name: string, onEnd: (reason: string) => void): void {
  child.once("error", (error) => {
    onEnd(`${name}: cannot be started (${error.message})`);
  });
  child.once("exit", (code, by) => {
    onEnd(`${name}: ended (${by ?? `exit code ${code ?? "unknown"}`})\n${lastLines(name)}`);
  });
}

/** PATH of the programs: those of the system are not on everybody's. */
const programPath = (): string => [process.env["PATH"], "/usr/sbin", "/sbin"].join(":");

/** Kills all processes of the cluster and those in its containers, and waits until they are gone. */
export async function killAll(): Promise<void> {
  const gone = await until(endMillis, () => {
    const left = ours();
    for (const { pid } of left) signal(pid, "SIGKILL");
    return left.length === 0 ? true : undefined;
  });
  if (!gone) throw new Error(`processes of ${place()} still run`);
}

/** Processes with the mark, and all that descend from one: those in containers have an environment of their own. */
function ours(): readonly ProcessInfo[] {
  const table = processTable();
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => table.find(Number(name)) ?? []);
  const found = new Map(
    table.marked(processMark.name, processMark.value).map((info) => [info.pid, info]),
  );
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const info of all) if (found.has(info.parent)) found.set(info.pid, info);
  }
  found.delete(process.pid);
  return [...found.values()];
}
