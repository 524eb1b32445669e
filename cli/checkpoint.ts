import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Puts right a state file that the Pulumi CLI was killed over: a kill can leave half of it, or nothing. The copy from
 * before takes its place; without one the stack begins anew, and takes its streams back by their owner marks.
 *
 * Beside each file lies another with its attributes, which the CLI writes in place and reads first: cut off, it makes
 * the state unreadable ("failed to load checkpoint: EOF", seen on CLI 3.248). Nothing needs it, so it is removed.
 *
 * @param backend folder of the file backend
 * @returns what was done, for people; undefined where nothing was wrong
 */
export function mendCheckpoint(
  backend: string,
  project: string,
  stack: string,
): string | undefined {
  const file = join(backend, ".pulumi", "stacks", project, `${stack}.json`);
  const copy = `${file}.bak`;
  for (const attributes of [`${file}.attrs`, `${copy}.attrs`]) {
    if (!isWhole(attributes)) rmSync(attributes, { force: true });
  }
  if (!existsSync(file) || isWhole(file)) return undefined;
  if (isWhole(copy)) {
    copyFileSync(copy, file);
    return `the state of stack "${stack}" was cut off while it was written; taken from the copy before it`;
  }
  rmSync(file);
  return `the state of stack "${stack}" was cut off while it was written; its streams are taken back by their marks`;
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
