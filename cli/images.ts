import { Command } from "commander";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultImages } from "../domain/cluster/images";
import { digestOf } from "./images/registry";
import { runCommandLine } from "./commandLine";
import { Mistake } from "./mistake";
import type { Done } from "./ops/commands/command";
import { type ExitCode, exitCodes } from "./ops/exitCodes";
import { projectPlaces } from "./places";

/** What a person chose. */
interface Chosen {
  readonly registry: string;
  readonly check?: true;
  readonly clear?: true;
}

const dockerHub = "https://registry-1.docker.io";

/**
 * `npm run images`: pins the images that are deployed to what their tags stand for now.
 *
 * @returns exit code: 0 fine, 1 a check found another digest, 2 wrong usage or no answer
 */
export function main(args: readonly string[]): Promise<ExitCode> {
  return runCommandLine(commandLine, args);
}

const commandLine = (done: Done): Command =>
  new Command("npm run images --")
    .description(
      "Asks the registry for the digest of each image that is deployed unless a cluster names another, and writes it down.",
    )
    .option("--registry <url>", "a mirror of Docker Hub", dockerHub)
    .option("--check", "write nothing; tell whether what is written down still holds")
    .option("--clear", "write down none: images are pulled by their tags; asks nobody")
    .action(async (chosen: Chosen) => {
      done(await images(chosen, join(projectPlaces().root, "domain/cluster/imageDigests.ts")));
    });

/**
 * @param file where digests are written down
 * @throws Mistake where not all could be had; then nothing is written
 */
export async function images({ registry, check, clear }: Chosen, file: string): Promise<ExitCode> {
  if (!URL.canParse(registry) || !/^https?:/.test(registry)) {
    throw new Mistake(`--registry: got "${registry}"; write an address such as "${dockerHub}"`);
  }
  const found = clear ? [] : await digests(registry);
  const text = textOf(found);
  const same = readFileSync(file, "utf8") === text;
  for (const [image, digest] of found) console.log(`${image}@${digest}`);
  if (check) {
    console.log(same ? "as written down" : 'not as written down; run "npm run images"');
    return same ? exitCodes.fine : exitCodes.differs;
  }
  if (!same) writeFileSync(file, text);
  console.log(same ? "nothing has changed" : "written; now run npm run golden:update");
  return exitCodes.fine;
}

async function digests(registry: string): Promise<readonly (readonly [string, string])[]> {
  const asked = await Promise.allSettled(
    defaultImages.map(async (image) => [image, await digestOf(registry, image)] as const),
  );
  const failed = asked.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  const [other] = failed.filter((error) => !(error instanceof Mistake));
  if (other) throw other;
  if (failed.length > 0) throw new Mistake(failed.map(({ message }) => message).join("\n"));
  return asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/** As the project's formatter has it. */
function textOf(found: readonly (readonly [string, string])[]): string {
  const doc =
    "/** Digests of the images that are deployed unless a cluster names others, by name and tag. Written by `npm run images`. */";
  const head = "export const imageDigests: Readonly<Record<string, string>> = {";
  const lines = found.map(([image, digest]) => `  "${image}":\n    "${digest}",\n`);
  return `${doc}\n${head}${lines.length > 0 ? "\n" : ""}${lines.join("")}};\n`;
}
