import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Context, contextOf, type ToolOptions } from "../../toolchain/context";
import { type Kit } from "../../toolchain/kits";
import { type Platform } from "../../toolchain/platform";
import { type Report } from "../../toolchain/progress";

/** A machine of a test's own: folders, PATH and what the toolchain says there. Gone after `remove()`. */
export interface Machine {
  readonly folder: string;
  /** The cache that the toolchain uses here. */
  readonly cache: string;
  /** The one folder of PATH that the test may fill; before it is one with the system programs that tests need. */
  readonly bin: string;
  /** Every line told so far. */
  readonly lines: string[];
  options(environment?: Record<string, string>, more?: Partial<ToolOptions>): ToolOptions;
  context(environment?: Record<string, string>, more?: Partial<ToolOptions>): Context;
  remove(): void;
}

const SYSTEM_PROGRAMS = ["tar", "gzip", "sh", "sleep", "cp", "mkdir", "cat", "touch"];

/** Only these programs are seen, so that a nats-server or Go of the machine changes no test. */
function linkSystemPrograms(folder: string): void {
  mkdirSync(folder);
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const program of SYSTEM_PROGRAMS) {
    const found = folders.map((place) => join(place, program)).find((file) => existsSync(file));
    if (found) symlinkSync(found, join(folder, program));
  }
}

const recorder = (lines: string[]): Report => ({
  line: (text) => lines.push(text),
  step: (title) => {
    lines.push(title);
    return { detail: () => undefined, end: () => undefined };
  },
});

export function makeMachine(): Machine {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nats-stack-toolchain-")));
  const [bin, system, cache] = [join(folder, "bin"), join(folder, "system"), join(folder, "cache")];
  mkdirSync(bin);
  linkSystemPrograms(system);
  const lines: string[] = [];
  const options: Machine["options"] = (environment = {}, more = {}) => ({
    report: recorder(lines),
    environment: {
      HOME: folder,
      PATH: [system, bin].join(delimiter),
      NATS_STACK_CACHE: cache,
      ...environment,
    },
    os: "linux",
    architecture: "x64",
    deadlines: { name: 2_000, answer: 2_000, silence: 2_000 },
    ...more,
  });
  return {
    ...{ folder, bin, cache, lines, options },
    context: (...parameters) => contextOf(options(...parameters)),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes an executable shell script. */
export function writeScript(file: string, body: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** @returns what a fake tool says: the version line, and nothing else */
export const saying = (version: string): string => `echo "fake: v${version}"`;

/** Puts a fake of every executable of the kit into a folder. @returns the first */
export function writeKit(kit: Kit, folder: string, body: string = saying(kit.version)): string {
  for (const executable of kit.executables) writeScript(join(folder, executable), body);
  return join(folder, kit.executables[0]);
}

/** @returns an archive as the project of the kit publishes it, with fakes inside */
export function makeArchive(kit: Kit, platform: Platform, folder: string, body?: string): Buffer {
  const inner = kit.release.inner(platform);
  writeKit(kit, join(folder, inner), body);
  writeFileSync(join(folder, inner, "README.md"), "not needed\n");
  const archive = join(folder, kit.release.archive(platform));
  execFileSync("tar", ["-czf", archive, "-C", folder, inner]);
  return readFileSync(archive);
}

export const sha256 = (data: Buffer | string): string =>
  createHash("sha256").update(data).digest("hex");

export interface Web {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** An HTTP server on a free port of loopback. */
export async function serve(answer: RequestListener): Promise<Web> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Serves texts and data by path, 404 for all else. */
export const serveFiles = (files: Readonly<Record<string, Buffer | string>>): Promise<Web> =>
  serve(({ url = "" }, response) => {
    const body = files[url];
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body ?? "not here");
  });
