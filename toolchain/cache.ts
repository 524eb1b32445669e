import * as fs from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { type Context } from "./context";
import { ToolchainError, Unavailable } from "./errors";
import { type Kit } from "./kits";
import { withLock } from "./lock.cjs";
import { type Scratch, withScratch } from "./scratch";
import { askVersion, type Source, type Tool } from "./tool";

/** Written beside the executables: where they come from, and their sizes, by which a damaged entry is seen. */
interface Origin {
  readonly from: Source;
  readonly sizes: Readonly<Record<string, number>>;
}

const ORIGIN = "origin.json";

/** <cache>/<tool>/<version>-<platform>/, one entry per tool, version and platform */
export const entryFolder = (kit: Kit, context: Context): string =>
  path.join(context.cache, kit.name, `${kit.version}-${context.platform()}`);

const sizesIn = (kit: Kit, folder: string): Origin["sizes"] =>
  Object.fromEntries(
    kit.executables.map((name) => [name, fs.statSync(path.join(folder, name)).size]),
  );

async function readOrigin(kit: Kit, folder: string): Promise<Origin | undefined> {
  try {
    const origin = JSON.parse(await readFile(path.join(folder, ORIGIN), "utf8")) as Origin;
    const whole = Object.entries(sizesIn(kit, folder)).every(
      ([name, size]) => origin.sizes[name] === size,
    );
    return whole ? origin : undefined;
  } catch {
    return undefined;
  }
}

const toolIn = (kit: Kit, folder: string, from: Source, origin: Source): Tool => ({
  name: kit.name,
  version: kit.version,
  path: path.join(folder, kit.executables[0]),
  from,
  selfBuilt: origin === "go",
});

/** The tool if the cache holds it whole. It ran when it was put there, so it is not run again. */
export async function fromCache(kit: Kit, context: Context): Promise<Tool | undefined> {
  const folder = entryFolder(kit, context);
  const origin = await readOrigin(kit, folder);
  return origin && toolIn(kit, folder, "cache", origin.from);
}

async function prove(kit: Kit, folder: string, context: Context): Promise<void> {
  const missing = kit.executables.filter((name) => !fs.existsSync(path.join(folder, name)));
  if (missing.length > 0) throw new Unavailable(`${missing.join(" and ")} was not in what came`);
  await Promise.all(kit.executables.map((name) => chmod(path.join(folder, name), 0o755)));
  const answer = await askVersion(kit, path.join(folder, kit.executables[0]), context);
  if ("problem" in answer) throw new Unavailable(`what came ${answer.problem}`);
  if (answer.version !== kit.version)
    throw new Unavailable(`what came is version ${answer.version}, not ${kit.version}`);
}

/** Renames a finished folder into place; what stood there is set aside first and goes with the scratch folder. */
async function moveIn({ work, result }: Scratch, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(target, path.join(work, "before")).catch(() => undefined);
  await rename(result, target);
}

function fillEntry(
  kit: Kit,
  from: Source,
  context: Context,
  fill: (scratch: Scratch) => Promise<void>,
): Promise<Tool> {
  return withScratch(context.cache, async (scratch) => {
    await fill(scratch);
    await prove(kit, scratch.result, context);
    const origin: Origin = { from, sizes: sizesIn(kit, scratch.result) };
    await writeFile(path.join(scratch.result, ORIGIN), `${JSON.stringify(origin)}\n`);
    const target = entryFolder(kit, context);
    await moveIn(scratch, target);
    return toolIn(kit, target, from, from);
  });
}

const CANNOT_WRITE = ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST"];

/** @returns the error, in words where the cache folder is at fault */
function cacheProblem(error: unknown, { cache }: Context): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!CANNOT_WRITE.includes(code)) return error;
  return new ToolchainError(
    `cache folder "${cache}": cannot be written (${code}); make room there or name another folder with NATS_STACK_CACHE`,
  );
}

/**
 * Makes a cache entry: `fill` puts the executables into a scratch folder, they are run once, then the folder is renamed
 * into place. Whatever fails or is killed before that leaves no entry behind. Of two processes one waits for the other.
 * @param fill works in scratch.work and leaves the executables in scratch.result
 * @throws Unavailable if what `fill` left is not what was wanted
 */
export function install(
  kit: Kit,
  from: Source,
  context: Context,
  fill: (scratch: Scratch) => Promise<void>,
): Promise<Tool> {
  const wait = () => {
    context.report.line(`${kit.name} ${kit.version}: another process is getting it; waiting`);
  };
  const work = async (waited: boolean) => {
    const made = waited ? await fromCache(kit, context) : undefined;
    return made ?? fillEntry(kit, from, context, fill);
  };
  return withLock(`${entryFolder(kit, context)}.lock`, wait, work).catch((error: unknown) => {
    throw cacheProblem(error, context);
  });
}
