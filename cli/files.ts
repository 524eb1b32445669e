import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type JsonObject, parseObject } from "../domain/json";

/** @returns the JSON object in a file; undefined where there is none, or nothing that can be read as one */
export function readObject(file: string): JsonObject | undefined {
  try {
    return parseObject(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes a file so that a reader sees the old text or the new one, never a part. Makes the folder. */
export function replaceFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** Writes an object as JSON for people to read. */
export const replaceObject = (file: string, value: object): void => {
  replaceFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
};

/** Removes a file or a folder with all in it; nothing happens where there is none. */
export const remove = (path: string): void => {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
};

/** @returns whether an error of the file system carries this code, such as "EEXIST" */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
