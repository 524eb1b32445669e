import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JetStream } from "../../../jetstream/connection";
import { type SnapshotHead, takeSnapshot } from "../../../jetstream/snapshot";
import { Mistake } from "../../mistake";
import { codeOf } from "./manifest";

/** A snapshot that was written. */
export interface WrittenSnapshot extends SnapshotHead {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Takes a snapshot into a file, which is there only once it is whole.
 *
 * @param file absolute or from the present folder
 * @param received is told each number of bytes
 * @throws what {@link takeSnapshot} throws; Mistake where the file cannot be written
 */
export async function writeSnapshot(
  js: JetStream,
  stream: string,
  file: string,
  { check, received }: { readonly check: boolean; readonly received: (bytes: number) => void },
): Promise<WrittenSnapshot> {
  const partial = `${file}.partial`;
  const handle = await open(partial, "w", 0o600).catch((error: unknown) => unwritable(file, error));
  const hash = createHash("sha256");
  let bytes = 0;
  const write = async (chunk: Uint8Array): Promise<void> => {
    await handle.writeFile(chunk).catch((error: unknown) => unwritable(file, error));
    hash.update(chunk);
    bytes += chunk.length;
    received(chunk.length);
  };
  try {
    const head = await takeSnapshot(js, stream, { check, write });
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return { ...head, bytes, sha256: hash.digest("hex") };
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

/** A file's bytes, each piece at most so many. */
export const readPieces = (folder: string, file: string, most: number): AsyncIterable<Uint8Array> =>
  createReadStream(join(folder, file), { highWaterMark: most }) as AsyncIterable<Buffer>;

function unwritable(file: string, error: unknown): never {
  throw new Mistake(
    `"${file}" cannot be written (${codeOf(error)}); make room, or name another folder`,
    {
      cause: error,
    },
  );
}
