import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../toolchain/context";
import { withLock } from "../../toolchain/lock.cjs";
import { withScratch } from "../../toolchain/scratch";

/** The cache that the toolchain uses; see NATS_STACK_CACHE. */
export const cache = (): string => cacheFolder(process.env);

/** What one entry of the cache is made of. */
export interface Entry {
  readonly name: string;
  readonly version: string;
  /** Files that it is made from, and settings: another content is another entry. */
  readonly from: { readonly files?: readonly string[]; readonly settings?: readonly string[] };
}

/**
 * A folder outside the work tree that is made once per name, version, platform and content of its sources.
 *
 * @param fill works in `work` and leaves what is kept in `result`; if it fails or is killed, there is no entry
 * @returns the folder
 */
export async function cached(
  entry: Entry,
  fill: (folders: { readonly work: string; readonly result: string }) => Promise<void>,
): Promise<string> {
  const folder = join(
    cache(),
    "cluster",
    entry.name,
    [entry.version, process.platform, process.arch, digest(entry)].join("-"),
  );
  if (existsSync(folder)) return folder;
  await withLock(
    `${folder}.lock`,
    () => undefined,
    async () => {
      if (existsSync(folder)) return;
      await withScratch(cache(), async (scratch) => {
        await fill(scratch);
        await mkdir(dirname(folder), { recursive: true });
        await rename(scratch.result, folder);
      });
    },
  );
  return folder;
}

function digest({ from: { files = [], settings = [] } }: Entry): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file)).update("\0");
  for (const setting of settings) hash.update(setting).update("\0");
  return hash.digest("hex").slice(0, 12);
}
