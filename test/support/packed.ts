import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { processTable, signal } from "../../cli/processes";
import { assertDone } from "./outcome";
import { environmentIn, finished, type Result, type Variables } from "./project";

/** What stands in a package.json, as far as an installation looks at it. */
export interface Manifest {
  readonly name: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A file in a packed tarball. */
export interface PackedFile {
  /** From the package's folder. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** What `npm pack` made. */
export interface Packed {
  /** Absolute path of the tarball. */
  readonly tarball: string;
  readonly files: readonly PackedFile[];
  /** Bytes of the tarball. */
  readonly size: number;
}

/** Packs this project as for publication. @param folder where the tarball goes */
export async function pack(folder: string): Promise<Packed> {
  const args = ["pack", "--json", "--silent", "--pack-destination", folder];
  const packed = await finished(spawn("npm", args, { stdio: ["ignore", "pipe", "inherit"] }));
  assertDone(packed);
  const told = JSON.parse(packed.output.slice(packed.output.indexOf("["))) as readonly [
    { readonly filename: string; readonly size: number; readonly files: readonly PackedFile[] },
  ];
  const [{ filename, size, files }] = told;
  return { tarball: join(folder, filename), size, files };
}

/** Somebody else's Pulumi project, which has installed the package. */
export interface OwnProject {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  run(command: string, args: readonly string[], variables?: Variables): Promise<Result>;
  /** Removes it; what it left running is killed. */
  remove(): void;
}

/**
 * Copies an example and installs the packed package in it: its files, its commands, and of all other packages none but
 * those that it names. These are links, since a registry may be out of reach of tests.
 *
 * @param example folder of the example
 * @param others packages that the example has for itself
 */
export async function installed(
  example: string,
  { tarball }: Packed,
  others: readonly string[],
): Promise<OwnProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nats-stack-own-")));
  const left = new Set(["node_modules", "package-lock.json"]);
  cpSync(example, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
  const own = join(folder, "node_modules", "nats-stack");
  for (const name of ["backend", "tmp"]) mkdirSync(join(folder, name));
  mkdirSync(own, { recursive: true });
  const remove = (): void => {
    process.off("exit", remove);
    const left = processTable().marked("TMPDIR", join(folder, "tmp"));
    for (const { pid } of left) signal(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.on("exit", remove);
  const run: OwnProject["run"] = (command, args, variables = {}) =>
    finished(
      spawn(command, args, {
        cwd: folder,
        env: {
          ...environmentIn(folder),
          PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
          PULUMI_CONFIG_PASSPHRASE: "",
          ...variables,
        },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  assertDone(await run("tar", ["-xzf", tarball, "-C", own, "--strip-components=1"]));
  const { dependencies } = manifestIn(own);
  for (const name of [...Object.keys(dependencies), ...others]) link(name, folder);
  linkCommands(own, folder);
  return { folder, run, remove };
}

export const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

function link(name: string, folder: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(resolve("node_modules", name), place);
  linkCommands(place, folder);
}

/** As npm does: a link for each command of a package. */
function linkCommands(place: string, folder: string): void {
  const commands = join(folder, "node_modules", ".bin");
  mkdirSync(commands, { recursive: true });
  const { bin = {} } = manifestIn(place);
  for (const [name, file] of Object.entries(bin)) {
    symlinkSync(join(place, file), join(commands, name));
  }
}
