import * as fs from "node:fs";
import * as path from "node:path";

import { type Context } from "./context";
import { ToolchainError, Unavailable } from "./errors";
import { type Kit } from "./kits";
import { askVersion, folderOf, isExecutable, pathFolders, type Source, type Tool } from "./tool";

/** @returns why the executable cannot be used, or the tool */
async function examine(
  kit: Kit,
  executable: string,
  from: Source,
  context: Context,
): Promise<Tool | string> {
  const answer = await askVersion(kit, executable, context);
  if ("problem" in answer) return answer.problem;
  if (!kit.accepts(answer.version)) return `is version ${answer.version}, not ${kit.wanted}`;
  const beside = [path.dirname(executable), path.dirname(fs.realpathSync(executable))];
  const folders = [...beside, ...pathFolders(context)];
  const missing = kit.executables.filter((name) => folderOf(name, folders) === undefined);
  // an executable that a person named may have any name of its own
  const helpers = missing.filter((name) => name !== kit.executables[0]);
  if (helpers.length > 0) return `lacks ${helpers.join(" and ")} beside it or on PATH`;
  return { name: kit.name, version: answer.version, path: executable, from, selfBuilt: false };
}

function namedExecutable(kit: Kit, value: string): string {
  const named = path.resolve(value);
  const isFolder = fs.statSync(named, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? path.join(named, kit.executables[0]) : named;
}

/**
 * The tool that a person named by environment variable. A bad name is an error and not a reason to look further:
 * whoever sets the variable wants that one.
 */
export async function fromEnvironment(kit: Kit, context: Context): Promise<Tool | undefined> {
  const value = kit.variable === undefined ? undefined : context.environment[kit.variable];
  if (kit.variable === undefined || value === undefined || value === "") return undefined;
  const executable = namedExecutable(kit, value);
  const found = isExecutable(executable)
    ? await examine(kit, executable, "environment", context)
    : "is no file that can be run";
  if (typeof found !== "string") return found;
  throw new ToolchainError(
    `${kit.variable}: got "${value}", which ${found}; name a ${kit.executables[0]} ${kit.wanted} or unset it`,
  );
}

/** @throws Unavailable with the reason why each one found was passed over; without any found, it is no reason */
export async function fromPath(kit: Kit, context: Context): Promise<Tool | undefined> {
  const refused: string[] = [];
  for (const folder of new Set(pathFolders(context))) {
    const executable = path.join(folder, kit.executables[0]);
    if (!isExecutable(executable)) continue;
    const found = await examine(kit, executable, "path", context);
    if (typeof found !== "string") return found;
    refused.push(`${executable} ${found}`);
  }
  if (refused.length > 0) throw new Unavailable(refused.join(", "));
  return undefined;
}
