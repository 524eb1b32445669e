import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import * as path from "node:path";

import { isAlive } from "./lock.cjs";

/** Folders of one attempt to get a tool, on the same file system as the cache. */
export interface Scratch {
  /** For downloads and the like. */
  readonly work: string;
  /** Becomes the cache entry. */
  readonly result: string;
}

/** The machine and process are in the name, so that a later run can tell what a killed one left. */
const scratchName = (): string =>
  [hostname(), process.pid, randomBytes(4).toString("hex")].join("~");

async function sweep(parent: string): Promise<void> {
  const left = (await readdir(parent)).filter((name) => {
    const [machine, processId] = name.split("~");
    return machine === hostname() && !isAlive(Number(processId));
  });
  await Promise.all(
    left.map((name) => rm(path.join(parent, name), { recursive: true, force: true })),
  );
}

/** Gives `work` two empty folders and removes what is left of them, and of killed runs, however it ends. */
export async function withScratch<T>(
  cache: string,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const parent = path.join(cache, "scratch");
  await mkdir(parent, { recursive: true });
  await sweep(parent);
  const own = path.join(parent, scratchName());
  const scratch = { work: path.join(own, "work"), result: path.join(own, "result") };
  await mkdir(scratch.work, { recursive: true });
  await mkdir(scratch.result);
  try {
    return await work(scratch);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
