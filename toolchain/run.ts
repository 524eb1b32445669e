import { spawn } from "node:child_process";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Run {
  /** undefined if it could not be started or was ended by the deadline */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no code: "not found", "took longer than 10 s". */
  readonly problem?: string;
}

export interface RunOptions {
  readonly environment: Environment;
  readonly millis: number;
  readonly folder?: string;
  /** Called with each piece of text written to stderr, where tools tell their progress. */
  readonly onProgress?: (text: string) => void;
}

const startProblem = (error: Error & { code?: string }): string =>
  error.code === "ENOENT" ? "not found" : error.message;

/** Runs a program to its end. Never throws: what went wrong is in the result. */
export async function run(
  program: string,
  parameters: readonly string[],
  options: RunOptions,
): Promise<Run> {
  const child = spawn(program, parameters, {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
    options.onProgress?.(data.toString());
  });
  const end = await ended(child, options.millis);
  return { ...end, stdout, stderr };
}

function ended(
  child: ReturnType<typeof spawn>,
  millis: number,
): Promise<Pick<Run, "code" | "problem">> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      // what the program started may hold the pipes open, so "close" is not waited for
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code: undefined, problem: `took longer than ${millis / 1000} s` });
    }, millis);
    child.once("error", (error) => {
      clearTimeout(timer);
      resolve({ code: undefined, problem: startProblem(error) });
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve(
        code === null ? { code: undefined, problem: `ended by ${String(signal)}` } : { code },
      );
    });
  });
}

/** @returns what a failed program said last, in one line, for a message */
export function lastWords({ problem, stderr, stdout, code }: Run): string {
  const said = (stderr.trim() === "" ? stdout : stderr).trim().split("\n").slice(-3);
  const words = said.map((line) => line.trim()).filter((line) => line !== "");
  return [problem ?? `exit code ${code ?? "unknown"}`, ...words].join(" | ");
}
