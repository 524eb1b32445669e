import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project";

/** What `npm start` wrote down of the server it runs for a project. */
export interface LocalServer {
  readonly url: string;
  readonly process: { readonly pid: number };
}

/** @throws Error where none was started */
export const localServer = ({ folder }: Project): LocalServer =>
  JSON.parse(
    readFileSync(join(folder, ".nats-stack", "server", "server.json"), "utf8"),
  ) as LocalServer;

/** What a command that works on the stack has written down so far: its own process, and the Pulumi CLIs it started. */
export interface LocalRun {
  readonly launcher: { readonly pid: number };
  readonly parent: { readonly pid: number };
  readonly clis: readonly { readonly pid: number }[];
}

/** @returns undefined where no command is at work, or has left word */
export function localRun({ folder }: Project): LocalRun | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, ".nats-stack", "run.json"), "utf8")) as LocalRun;
  } catch {
    return undefined;
  }
}

/** What an end in the middle leaves in the backend: locks, and operations that nobody looked after. */
export function leftInBackend({ folder }: Project): {
  readonly locks: readonly string[];
  readonly pending: readonly unknown[];
} {
  const pulumi = join(folder, ".nats-stack", "state", ".pulumi");
  const locks = join(pulumi, "locks", "organization", "nats-stack", "local");
  const text = readFileSync(join(pulumi, "stacks", "nats-stack", "local.json"), "utf8");
  const { latest } = (JSON.parse(text) as Checkpoint).checkpoint;
  return {
    locks: existsSync(locks) ? readdirSync(locks).filter((file) => file.endsWith(".json")) : [],
    pending: latest.pending_operations ?? [],
  };
}

interface Checkpoint {
  readonly checkpoint: { readonly latest: { readonly pending_operations?: readonly unknown[] } };
}
