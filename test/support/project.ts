import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { processTable, signal } from "../../cli/processes";

/** What a command came to. */
export interface Result {
  /** null where a signal ended it. */
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly millis: number;
}

/** A resource in a checkpoint, as far as tests look at it. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Variables that a command gets on top of the usual ones; undefined takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A copy of this project with a backend of its own, so that a test may change what is declared. */
export interface Project {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** Writes the file of stack `test`; keys without their namespace. What was encrypted there stays. */
  configure(config: Readonly<Record<string, unknown>>): void;
  /** Declares these systems in the place of those that ship; what is wrong in them is for the program to find. */
  declare(...systems: readonly { readonly name: string }[]): void;
  /** Runs the real CLI on stack `test`; ends it after two minutes. */
  pulumi(args: readonly string[], variables?: Variables): Promise<Result>;
  /** Starts the CLI and hands over the process, for tests that kill it. */
  start(args: readonly string[], variables?: Variables): ChildProcess;
  /** Runs one of the scripts of package.json, as `npm run <script> -- <args>` does. */
  npm(script: string, ...args: readonly string[]): Promise<Result>;
  startNpm(script: string, ...args: readonly string[]): ChildProcess;
  /** Runs `npm run ops -- <args>` beside stack `test`. */
  ops(...args: readonly string[]): Promise<Result>;
  /** Runs a step of the workflows, on the same backend. */
  ci(...args: readonly string[]): Promise<Result>;
  /** Runs a script of bash as a person would in this folder, with the same backend; it ends with the first error. */
  shell(script: string): Promise<Result>;
  /** The text of the checkpoint of stack `test`. */
  state(): string;
  /** The resources in it. */
  resources(): readonly Resource[];
  /** Ids of the processes that its commands started, and those started in turn, as far as they are alive. */
  processes(): readonly number[];
  /** Removes it; what it left running is killed. */
  remove(): void;
}

interface Checkpoint {
  readonly checkpoint: { readonly latest: { readonly resources: readonly Resource[] } };
}

const left = new Set(["node_modules", "dist", ".nats-stack", ".git", "test", "docs"]);
const patienceMillis = 120_000;
const stateFile = join("backend", ".pulumi", "stacks", "nats-stack", "test.json");

/**
 * Copies the project; the packages are shared with this one.
 *
 * @param parent folder for the copy
 * @param more variables that each of its commands gets; undefined takes one away
 */
export function copyProject(parent = tmpdir(), more: Variables = {}): Project {
  const folder = realpathSync(mkdtempSync(join(parent, "nats-stack-project-")));
  cpSync(".", folder, { recursive: true, filter: (path) => !left.has(basename(resolve(path))) });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const name of ["backend", "tmp"]) mkdirSync(join(folder, name));
  const run = (command: string, args: readonly string[], variables: Variables): ChildProcess =>
    spawn(command, args, {
      cwd: folder,
      env: { ...environmentIn(folder), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const variablesOfStack = { ...stackVariables(folder), ...more };
  const start: Project["start"] = (args, variables = {}) =>
    run("pulumi", [...args, "--non-interactive", "--color", "never"], {
      ...variablesOfStack,
      ...variables,
    });
  const processes = (): readonly number[] =>
    processTable()
      .marked("TMPDIR", temporary(folder))
      .map(({ pid }) => pid);
  const remove = (): void => {
    process.off("exit", remove);
    for (const pid of processes()) signal(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  // a test that breaks off leaves nothing behind
  process.on("exit", remove);
  const state = (): string => readFileSync(join(folder, stateFile), "utf8");
  const startNpm: Project["startNpm"] = (script, ...args) =>
    run("npm", ["run", "--silent", script, "--", ...args], more);
  const onStack = (script: string, args: readonly string[]): Promise<Result> =>
    finished(run("npm", ["run", "--silent", script, "--", ...args], variablesOfStack));
  return {
    folder,
    configure: (config) => {
      configure(join(folder, "Pulumi.test.yaml"), config);
    },
    declare: (...systems) => {
      writeFileSync(join(folder, "systems", "index.ts"), systemsModule(systems));
    },
    pulumi: (args, variables) => finished(start(args, variables)),
    start,
    npm: (script, ...args) => finished(startNpm(script, ...args)),
    startNpm,
    ops: (...args) => onStack("ops", args),
    ci: (...args) => onStack("ci", args),
    shell: (script) => finished(run("bash", ["-euc", script], variablesOfStack)),
    state,
    resources: () => (JSON.parse(state()) as Checkpoint).checkpoint.latest.resources,
    processes,
    remove,
  };
}

const temporary = (folder: string): string => join(folder, "tmp");

/** Nothing of the person who runs the tests reaches a command, and nothing it leaves behind outlives the folder. */
export const environmentIn = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PULUMI_|NATS_|npm_)/.test(name)),
  ),
  NATS_STACK_CACHE: process.env["NATS_STACK_CACHE"],
  PULUMI_HOME: join(folder, "pulumi-home"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  TMPDIR: temporary(folder),
});

const stackVariables = (folder: string): Variables => ({
  PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
  PULUMI_CONFIG_PASSPHRASE: "",
});

function configure(file: string, config: Readonly<Record<string, unknown>>): void {
  const named = Object.entries(config).map(([key, value]) => [`nats-stack:${key}`, value]);
  const salt = /^encryptionsalt: .*$/m.exec(readFileSync("Pulumi.local.yaml", "utf8"))?.[0] ?? "";
  writeFileSync(file, `config: ${JSON.stringify(Object.fromEntries(named))}\n${salt}\n`);
}

const systemsModule = (systems: readonly { readonly name: string }[]): string =>
  [
    'import type { SystemDefinition } from "../domain/system";',
    "export const systems: Readonly<Record<string, SystemDefinition>> =",
    `${JSON.stringify(Object.fromEntries(systems.map((one) => [one.name, one])), undefined, 2)};\n`,
  ].join("\n");

/**
 * Waits for a process and collects what it says.
 *
 * @param millis when it is ended
 * @param heard is told each text at once
 * @throws Error where it could not be started
 */
export function finished(
  child: ChildProcess,
  millis = patienceMillis,
  heard: (text: string) => void = () => undefined,
): Promise<Result> {
  const began = Date.now();
  const chunks: string[] = [];
  const hear = (chunk: Buffer): void => {
    chunks.push(chunk.toString());
    heard(chunk.toString());
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  const timer = setTimeout(() => child.kill("SIGTERM"), millis);
  return new Promise((done, fail) => {
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      done({ code, output: chunks.join(""), millis: Date.now() - began });
    });
  });
}
