import * as fs from "node:fs";
import * as path from "node:path";

import { type Context } from "./context";
import { type Kit, type ToolName } from "./kits";
import { lastWords, run } from "./run";
import { versionIn } from "./versions";

/** How a tool came to be where it is. */
export type Source = "environment" | "path" | "cache" | "download" | "pypi" | "go";

/** A tool that has been seen to run. */
export interface Tool {
  readonly name: ToolName;
  /** "2.15.1" */
  readonly version: string;
  /** Absolute path of the executable. */
  readonly path: string;
  readonly from: Source;
  /** Built here from Go modules: Pulumi's own download site cannot be counted on for plugins either. */
  readonly selfBuilt: boolean;
}

const RUN_MILLIS = 20_000;

export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @returns the version that the executable tells, or the reason it tells none */
export async function askVersion(
  kit: Kit,
  executable: string,
  { environment }: Context,
): Promise<{ version: string } | { problem: string }> {
  // the CLI would otherwise ask its own site for a newer version first
  const quiet = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const result = await run(executable, kit.versionArguments, {
    environment: quiet,
    millis: RUN_MILLIS,
  });
  if (result.code !== 0) return { problem: `does not run: ${lastWords(result)}` };
  const version = versionIn(result.stdout);
  return version === undefined ? { problem: "tells no version" } : { version };
}

/** @returns the first folder of PATH, after those given, that has the executable */
export const folderOf = (executable: string, folders: readonly string[]): string | undefined =>
  folders.find((folder) => isExecutable(path.join(folder, executable)));

export const pathFolders = ({ environment }: Context): readonly string[] =>
  (environment["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
