import { spawn } from "node:child_process";
import { once } from "node:events";
import { Mistake } from "./mistake";

/** Variables of a process; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How to start the Pulumi CLI. */
export interface Pulumi {
  readonly executable: string;
  /** Folder of Pulumi.yaml. */
  readonly folder: string;
  /** In addition to that of this process. */
  readonly environment: Environment;
}

/** What a command said, and how it ended. */
export interface Captured {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command ended whose output went to the screen. */
export interface Shown {
  /** null where a signal ended it. */
  readonly code: number | null;
  /** Somebody asked this process to end meanwhile. */
  readonly interrupted: boolean;
}

/** Runs a quick command of the Pulumi CLI that asks nothing. */
export async function runCaptured(pulumi: Pulumi, args: readonly string[]): Promise<Captured> {
  const child = spawn(pulumi.executable, [...args, "--non-interactive"], {
    cwd: pulumi.folder,
    env: { ...process.env, ...pulumi.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return { code: await ended(child, pulumi), ...output };
}

/** @throws Mistake with what the command said, unless it ends with 0 */
export async function runQuietly(pulumi: Pulumi, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCaptured(pulumi, args);
  if (code === 0) return stdout;
  throw new Mistake(`"pulumi ${args.join(" ")}" failed: ${stderr.trim() || stdout.trim()}`);
}

/**
 * Runs a command of the Pulumi CLI with its own display on this screen.
 *
 * The CLI gets a session of its own. So a closed terminal does not end it (it would leave its lock and its helpers), and
 * Ctrl-C reaches it through this process alone, as one SIGINT: a second one would make it drop its running calls.
 *
 * @param started is told the process id at once
 */
export async function runShown(
  pulumi: Pulumi,
  args: readonly string[],
  started: (pid: number) => void,
): Promise<Shown> {
  let interrupted = false;
  const child = spawn(pulumi.executable, args, {
    cwd: pulumi.folder,
    env: { ...process.env, ...pulumi.environment },
    detached: true,
    stdio: "inherit",
  });
  const forward = (): void => {
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, forward);
  try {
    if (child.pid !== undefined) started(child.pid);
    return { code: await ended(child, pulumi), interrupted };
  } finally {
    for (const name of signals) process.off(name, forward);
  }
}

type Child = ReturnType<typeof spawn>;

async function ended(child: Child, { executable }: Pulumi): Promise<number | null> {
  try {
    await once(child, "close");
  } catch (cause) {
    throw new Mistake(`cannot start "${executable}": ${String(cause)}`, { cause });
  }
  return child.exitCode;
}
