import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type JsonObject, parseObject } from "../../../domain/json";
import { sequence } from "../../../jetstream/replies";
import { Mistake } from "../../mistake";

/** One stream of a backup. */
export interface BackedUpStream {
  readonly name: string;
  /** Name of the file with its snapshot, beside the manifest. */
  readonly file: string;
  /** Of that file. */
  readonly bytes: number;
  /** Of that file, in hexadecimal. */
  readonly sha256: string;
  /** RFC 3339. */
  readonly takenAt: string;
  /** Version of the server it was taken from. */
  readonly server: string;
  /** When the server made the stream, RFC 3339. */
  readonly created: string;
  /** In the server's words. */
  readonly config: JsonObject;
  /** When the snapshot was begun, in the server's words. */
  readonly state: JsonObject;
  /** Names of its durable consumers. */
  readonly consumers: readonly string[];
}

/** What a backup holds. */
export interface Manifest {
  readonly format: 1;
  readonly streams: readonly BackedUpStream[];
}

/** The numbers of a backed up stream, sequences as decimal texts. */
export interface BackedUpState {
  readonly messages: number;
  readonly firstSeq: string;
  readonly lastSeq: string;
}

/** @returns what of a state counts for a comparison */
export function stateOf({ state }: BackedUpStream): BackedUpState {
  return {
    messages: Number(sequence(state["messages"])),
    firstSeq: sequence(state["first_seq"]),
    lastSeq: sequence(state["last_seq"]),
  };
}

const manifestName = "manifest.json";

/** @throws Mistake where there is a manifest that is none */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = join(folder, manifestName);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new Mistake(`${file}: cannot be read (${codeOf(error)})`, { cause: error });
  });
  if (text === undefined) return undefined;
  const manifest = parsed(text);
  if (manifest === undefined) {
    throw new Mistake(`${file}: is no manifest of a backup; name the folder that "backup" wrote`);
  }
  return manifest;
}

/** Replaces the manifest in one step: after a crash there is the old one, or the new one. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function writeWhole(file: string, text: string): Promise<void> {
  const own = `${file}.${process.pid}`;
  const handle = await open(own, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(own, file);
}

/** Makes the folder where it is missing; messages are for nobody else to read. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Mistake(`--to: "${folder}" cannot be made (${codeOf(error)}); name another folder`, {
      cause: error,
    });
  }
}

/**
 * Why the file of a stream is not what was written.
 *
 * @param read is told each number of bytes that were read
 * @returns undefined where it is
 */
export async function fileProblem(
  folder: string,
  { file, bytes, sha256 }: BackedUpStream,
  read: (bytes: number) => void = () => undefined,
): Promise<string | undefined> {
  const path = join(folder, file);
  const size = await stat(path).then(
    (found) => found.size,
    (error: unknown) => codeOf(error),
  );
  if (typeof size === "string") return `"${path}" cannot be read (${size})`;
  if (size !== bytes) return `"${path}" has ${size} bytes, and ${bytes} were written`;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    read(chunk.length);
  }
  return hash.digest("hex") === sha256
    ? undefined
    : `"${path}" is not what was written: its SHA-256 is another one`;
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function parsed(text: string): Manifest | undefined {
  const { format, streams } = parseObject(text) ?? {};
  if (format !== 1 || !Array.isArray(streams)) return undefined;
  const all: readonly unknown[] = streams;
  return all.every(isBackedUpStream) ? { format, streams: all } : undefined;
}

const textFields = ["name", "file", "sha256", "takenAt", "server", "created"] as const;

function isBackedUpStream(value: unknown): value is BackedUpStream {
  if (!isObject(value)) return false;
  const { file, bytes, config, state, consumers } = value;
  return (
    textFields.every((field) => typeof value[field] === "string") &&
    // a file of the folder itself
    typeof file === "string" &&
    !/[/\\]|^\.\.?$/.test(file) &&
    typeof bytes === "number" &&
    isObject(config) &&
    isObject(state) &&
    Array.isArray(consumers) &&
    consumers.every((name) => typeof name === "string")
  );
}
