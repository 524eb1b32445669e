/** One entry of an archive: a file with content, a folder, or a symbolic link. */
export interface TarEntry {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly content?: Buffer;
  readonly linkTo?: string;
}

const block = 512;

/** @returns a tar archive of the ustar format: all files of root, all times 0, so the same entries give the same bytes */
export const tar = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * block)]);

function blocksOf(entry: TarEntry): readonly Buffer[] {
  const { content } = entry;
  if (!content) return [header(entry)];
  const padding = (block - (content.length % block)) % block;
  return [header(entry), content, Buffer.alloc(padding)];
}

/** @see the ustar interchange format of POSIX pax */
function header({ path, mode, content, linkTo }: TarEntry): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`"${path}" is too long for a tar entry`);
  const bytes = Buffer.alloc(block);
  const put = (offset: number, text: string): number => bytes.write(text, offset, "latin1");
  const number = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
  const type = linkTo === undefined ? (content ? "0" : "5") : "2";
  put(0, path);
  put(100, `${number(mode, 7)}\0${number(0, 7)}\0${number(0, 7)}\0`);
  put(124, `${number(content?.length ?? 0, 11)}\0${number(0, 11)}\0`);
  put(148, " ".repeat(8));
  put(156, type);
  put(157, linkTo ?? "");
  put(257, "ustar\x0000");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${number(sum, 6)}\0 `);
  return bytes;
}
