import {
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { withoutCheckpoints } from "../cli/checkpoints";
import type { SystemDefinition } from "../domain/system";
import type { TestServer } from "../test/support/natsServer";
import type { Files } from "./floors";
import { systemsModule } from "./generated";
import { type Taken, timed } from "./timed";

/** A Pulumi program with a state of its own, in a scratch folder. */
export interface Program {
  readonly title: string;
  readonly folder: string;
  /** Runs a command of the real CLI on its stack and measures it. */
  pulumi(...args: readonly string[]): Promise<Taken>;
  /** Forgets what was compiled: bundles of ours, and the cache of ts-node. */
  forget(): void;
  /** Size of the state file, in bytes. */
  stateBytes(): number;
}

/** This project, copied. */
export interface OwnProgram extends Program {
  /** Declares one system in the place of those that ship. */
  declare(system: SystemDefinition): void;
  /** The same, with the engine's checkpoints off, as `npm start` runs it. */
  readonly quick: Program;
}

const stack = "local";
const root = dirname(__dirname);
const left = new Set(["node_modules", "dist", ".nats-stack", ".git", "test", "docs", "bench"]);

/**
 * Makes a program of a few files.
 *
 * @param more variables that its commands get
 */
export function floorProgram(
  scratch: string,
  title: string,
  files: Files,
  more: NodeJS.ProcessEnv = {},
): Program {
  const folder = newFolder(scratch, title);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return programIn(folder, title, "floor", more);
}

/**
 * Copies this project, with stack `local` deployed to that server.
 *
 * @param more variables that its commands get
 */
export function ownProgram(
  scratch: string,
  title: string,
  server: TestServer,
  more: NodeJS.ProcessEnv = {},
): OwnProgram {
  const folder = newFolder(scratch, title);
  for (const name of ownFiles()) cpSync(join(root, name), join(folder, name), { recursive: true });
  const serverFolder = join(folder, ".nats-stack", "server");
  mkdirSync(serverFolder, { recursive: true });
  const address = { url: server.url, monitoringUrl: `http://127.0.0.1:${server.monitorPort}` };
  writeFileSync(join(serverFolder, "server.json"), JSON.stringify(address));
  return {
    ...programIn(folder, title, "nats-stack", more),
    quick: programIn(folder, title, "nats-stack", withoutCheckpoints),
    declare: (system) => {
      const config = { "nats-stack:target": "local", "nats-stack:dataLoss": "allow" };
      writeFileSync(join(folder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
      writeFileSync(join(folder, "systems", "index.ts"), systemsModule(system));
    },
  };
}

const ownFiles = (): readonly string[] =>
  readdirSync(root).filter((name) => !left.has(name) && !name.startsWith(".git"));

/** The packages are shared: only the programs are to differ. */
function newFolder(scratch: string, title: string): string {
  const folder = join(scratch, title.replaceAll(" ", "-"));
  for (const name of ["backend", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function programIn(
  folder: string,
  title: string,
  project: string,
  more: NodeJS.ProcessEnv = {},
): Program {
  const state = join(folder, "backend", ".pulumi", "stacks", project, `${stack}.json`);
  const environment = { ...environmentIn(folder), ...more };
  return {
    title,
    folder,
    pulumi: (...args) =>
      timed({
        words: ["pulumi", ...args, "--stack", stack, "--non-interactive", "--color", "never"],
        folder,
        environment,
      }),
    forget: () => {
      for (const name of ["dist", "tmp"])
        rmSync(join(folder, name), { recursive: true, force: true });
      mkdirSync(join(folder, "tmp"));
    },
    stateBytes: () => statSync(state).size,
  };
}

/** Nothing of the person who measures reaches a program, and nothing it leaves behind outlives the scratch folder. */
const environmentIn = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|NATS_|npm_|NODE_OPTIONS|TS_NODE_)/.test(name),
    ),
  ),
  // NATS_STACK_EAGER is there to compare with
  NATS_STACK_EAGER: process.env["NATS_STACK_EAGER"],
  PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
  PULUMI_CONFIG_PASSPHRASE: "",
  // the packages of the project bring plugins that none of these programs uses
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  PULUMI_HOME: join(dirname(folder), "pulumi-home"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  TMPDIR: join(folder, "tmp"),
});
