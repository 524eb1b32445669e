import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureNatsServer, ensureTools, toolEnvironment } from "../toolchain/tools";
import { type Counts, countsFile, readCounts, summary } from "./support/counts";

/** Tests that share a process; mock state is global to its process, so those files get one each. */
interface Group {
  readonly title: string;
  readonly files: readonly string[];
}

/** One of each release line that the tests run against. */
const serverVersions = ["2.10.26", "2.11.11", "2.12.8", "2.14.6", "2.15.1"];

const alone = ["test/mocks/"];
const last = ["test/e2e/"];

/**
 * Runs every test, or those whose path contains one of the words given, and ends with the line that counts them.
 *
 * @param args words; `--update-golden` to write the golden files instead of comparing with them; `--every-cell` to try
 *   every change of every field on every server line, and not only those that tell the lines apart
 * @returns 0 where all passed
 */
export async function main(args: readonly string[]): Promise<number> {
  const words = args.filter((arg) => !arg.startsWith("--"));
  const groups = groupsOf(filesFor(words));
  if (groups.length === 0) {
    console.error(`no test file's path contains ${words.map((word) => `"${word}"`).join(" or ")}`);
    return 1;
  }
  const tools = await ensureTools(["pulumi", "nats-server"]);
  // before any test: a download would count as its time
  for (const version of serverVersions) await ensureNatsServer(version);
  const environment = {
    ...process.env,
    ...toolEnvironment(tools),
    ...(args.includes("--update-golden") && { UPDATE_GOLDEN: "1" }),
    ...(args.includes("--every-cell") && { NATS_STACK_EVERY_CELL: "1" }),
  };
  const counts: Counts[] = [];
  for (const group of groups) counts.push(await run(group, environment));
  console.log(summary(counts));
  return counts.every(({ failed }) => failed === 0) ? 0 : 1;
}

function filesFor(words: readonly string[]): readonly string[] {
  const files = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `test/${file}`)
    .sort();
  return words.length === 0
    ? files
    : files.filter((file) => words.some((word) => file.includes(word)));
}

function groupsOf(files: readonly string[]): readonly Group[] {
  const within = (folders: readonly string[], file: string): boolean =>
    folders.some((folder) => file.startsWith(folder));
  const together = files.filter((file) => !within([...alone, ...last], file));
  const ends = files.filter((file) => within(last, file));
  return [
    { title: "domain, server and commands", files: together },
    ...files.filter((file) => within(alone, file)).map((file) => ({ title: file, files: [file] })),
    { title: "end to end", files: ends },
  ].filter((group) => group.files.length > 0);
}

async function run({ title, files }: Group, environment: NodeJS.ProcessEnv): Promise<Counts> {
  console.log(`\n== ${title}`);
  const folder = mkdtempSync(join(tmpdir(), "nats-stack-counts-"));
  const report = join(folder, "counts.json");
  try {
    const mocha = require.resolve("mocha/bin/mocha.js");
    const child = spawn(
      process.execPath,
      [mocha, "--reporter", "test/support/countingReporter.cjs", ...files],
      { stdio: "inherit", env: { ...environment, [countsFile]: report } },
    );
    await new Promise((done) => child.once("close", done));
    return readCounts(report, title);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
