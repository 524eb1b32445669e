import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { pages } from "./pages";

/** Holds nothing but generated pages: one whose system is gone is removed. */
const systemsFolder = "docs/systems";

/**
 * Writes the generated pages of the documentation; with `--check`, only says which are out of date.
 *
 * @returns exit code: 1 where a page is out of date and only checked
 */
export function main(args: readonly string[]): Promise<number> {
  // source files and bundles both lie one folder below the project's
  const root = dirname(__dirname);
  const stale = stalePages(root);
  if (args.includes("--check")) {
    for (const page of stale) console.error(`${page}: out of date; run "npm run docs"`);
    return Promise.resolve(stale.length === 0 ? 0 : 1);
  }
  writePages(root);
  console.log(stale.length === 0 ? "all pages are up to date" : `written: ${stale.join(", ")}`);
  return Promise.resolve(0);
}

/**
 * Finds generated pages that are not what the code says.
 *
 * @param root the project's folder
 * @returns their paths from there: missing, different, or of a system that is gone
 */
export function stalePages(root: string): readonly string[] {
  const wanted = pages();
  const differing = [...wanted].filter(([path, text]) => read(join(root, path)) !== text);
  return [...differing.map(([path]) => path), ...leftOver(root, wanted)];
}

function writePages(root: string): void {
  const wanted = pages();
  for (const path of leftOver(root, wanted)) rmSync(join(root, path));
  for (const [path, text] of wanted) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function leftOver(root: string, wanted: ReadonlyMap<string, string>): readonly string[] {
  try {
    return readdirSync(join(root, systemsFolder))
      .map((name) => posix.join(systemsFolder, name))
      .filter((path) => !wanted.has(path));
  } catch {
    // no such folder: nothing is left over
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
