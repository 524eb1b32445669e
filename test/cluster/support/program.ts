import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { finished, type Result } from "../../support/project";
import { suiteFolder } from "../suite";

/** A Pulumi program of its own, with a state of its own. */
export interface Program {
  readonly folder: string;
  /** Replaces the program. */
  write(source: string): void;
  /** Runs the real CLI on stack `test`. */
  pulumi(...args: readonly string[]): Promise<Result>;
  /** @throws Error with what the CLI said, unless it ends with 0 */
  succeed(...args: readonly string[]): Promise<Result>;
  /** Removes the folder; what is deployed stays. */
  remove(): void;
}

/** Parts of this project that a program may import. */
const shared = [
  "components",
  "domain",
  "jetstream",
  "systems",
  "targets",
  "toolchain",
  "entry.cjs",
  "package.json",
].concat("test/domain/cluster/fixtures.ts");

const project = {
  name: "nats-stack-case",
  main: "entry.cjs",
  runtime: { name: "nodejs", options: { typescript: false } },
};

/** @param source TypeScript of index.ts; it may import "./components/..." and packages */
export async function makeProgram(source: string): Promise<Program> {
  // a run removes its folder even where a case was killed before it could
  const folder = mkdtempSync(join(process.env[suiteFolder] ?? tmpdir(), "nats-stack-case-"));
  for (const part of shared) cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "state"));
  const write = (text: string): void => {
    writeFileSync(join(folder, "index.ts"), text);
  };
  write(source);
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
  const pulumi = runner(folder);
  const succeed: Program["succeed"] = async (...args) => {
    const result = await pulumi(...args);
    if (result.code === 0) return result;
    throw new Error(
      `pulumi ${args.join(" ")} ended with ${result.code ?? "a signal"}:\n${result.output}`,
    );
  };
  await succeed("stack", "init", "test");
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, write, pulumi, succeed, remove };
}

const runner =
  (folder: string): Program["pulumi"] =>
  (...args) =>
    finished(
      spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: folder,
        env: {
          ...process.env,
          PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "",
        },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );

/** @returns a name for a namespace that nothing else uses, on a cluster that may be somebody's */
export const namespaceName = (purpose: string): string =>
  `nats-stack-test-${purpose}-${randomBytes(3).toString("hex")}`;
