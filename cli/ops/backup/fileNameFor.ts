import { createHash } from "node:crypto";
import type { BackedUpStream } from "./manifest";

/**
 * The file for the snapshot of a stream. Names of streams may differ in letter case alone, which some file systems do not
 * see.
 *
 * @param others what the folder holds of other streams
 */
export function fileNameFor(stream: string, others: readonly BackedUpStream[]): string {
  const plain = `${encodeURIComponent(stream)}.snapshot`;
  const taken = others.some(
    ({ name, file }) => name !== stream && file.toLowerCase() === plain.toLowerCase(),
  );
  if (!taken) return plain;
  const mark = createHash("sha256").update(stream).digest("hex").slice(0, 8);
  return `${encodeURIComponent(stream)}-${mark}.snapshot`;
}
