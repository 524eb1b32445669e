import * as path from "node:path";

import { install } from "./cache";
import { type Context } from "./context";
import { fetchFile, fetchText } from "./download";
import { ToolchainError, Unavailable } from "./errors";
import { type Kit } from "./kits";
import { inStep } from "./progress";
import { lastWords, run } from "./run";
import { type Scratch } from "./scratch";
import { type Tool } from "./tool";

const UNPACK_MILLIS = 120_000;

/** @returns the address of a file of the release, on the official host or on the mirror that the environment names */
export function releaseAddress(kit: Kit, file: string, context: Context): string {
  const mirror = context.environment[kit.release.mirrorVariable];
  const base = mirror === undefined || mirror === "" ? kit.release.base : mirror;
  if (!URL.canParse(base))
    throw new ToolchainError(
      `${kit.release.mirrorVariable}: got "${base}"; write a web address such as ${kit.release.base}`,
    );
  return `${base.replace(/\/+$/, "")}/v${kit.version}/${file}`;
}

/** @returns the sha256 that a checksums file gives for a file name */
export const checksumOf = (text: string, file: string): string | undefined =>
  text
    .split("\n")
    .map((line) => /^([0-9a-fA-F]{64})\s+\*?(\S+)\s*$/.exec(line))
    .find((match) => match?.[2] === file)?.[1]
    ?.toLowerCase();

async function publishedChecksum(kit: Kit, archive: string, context: Context): Promise<string> {
  const address = releaseAddress(kit, kit.release.checksums, context);
  const checksum = checksumOf(await fetchText(address, context.deadlines), archive);
  if (checksum === undefined) throw new Unavailable(`${address} has no line for ${archive}`);
  return checksum;
}

async function unpack(
  kit: Kit,
  archive: string,
  scratch: Scratch,
  context: Context,
): Promise<void> {
  const inner = kit.release.inner(context.platform());
  // only what is needed: pulumi's archive holds a language host for every language
  const members = kit.executables.map((name) => `${inner}/${name}`);
  const parameters = ["-xzf", archive, "-C", scratch.result, "--strip-components=1", ...members];
  const result = await run("tar", parameters, {
    environment: context.environment,
    millis: UNPACK_MILLIS,
  });
  if (result.code !== 0) throw new Unavailable(`tar: ${lastWords(result)}`);
}

/**
 * Fetches the release archive that the tool's own project publishes, with its checksum.
 * @throws Unavailable if it cannot be had here
 * @throws ToolchainError if the archive is not the published one: nothing of it is unpacked, and no other source is
 *   asked, since somebody should know
 */
export function fromRelease(kit: Kit, context: Context): Promise<Tool> {
  const name = kit.release.archive(context.platform());
  const address = releaseAddress(kit, name, context);
  return install(kit, "download", context, async (scratch) => {
    const wanted = await publishedChecksum(kit, name, context);
    const archive = path.join(scratch.work, name);
    const got = await inStep(context.report, `downloading ${name}`, (step) =>
      fetchFile(address, archive, context.deadlines, step),
    );
    if (got !== wanted)
      throw new ToolchainError(
        `${address}: got sha256 ${got}; published is ${wanted}; the file was not used and is deleted: ` +
          "run again, and if that does not help find out what changes downloads on this network",
      );
    await unpack(kit, archive, scratch, context);
  });
}
