import { writeFileSync } from "node:fs";
import { Mistake } from "../mistake";
import { type ExitCode, exitCodes } from "../ops/exitCodes";
import { findPulumi } from "../findPulumi";
import { type Pulumi, runCaptured } from "../pulumi";
import { changesFound } from "./deploy";
import { fenced } from "./markdown";

/** One comparison, by a command of the Pulumi CLI that changes nothing. */
interface Comparison {
  readonly title: string;
  readonly none: string;
  /** What to do about what was found. */
  readonly way: string;
  readonly args: readonly string[];
}

/** Servers against the state of the last deployment: whatever differs was done by somebody else. */
const onServers: Comparison = {
  title: "Changed on the servers since the last deployment",
  none: "nothing",
  way: "If it is wanted, declare it. If not, `pulumi up --refresh` puts it back; look at its preview first where data lives.",
  args: ["refresh", "--preview-only", "--expect-no-changes", "--diff"],
};

/** The declaration against the state of the last deployment. */
const inCode: Comparison = {
  title: "Declared, and not deployed yet",
  none: "nothing",
  way: "Deploy it.",
  args: ["preview", "--expect-no-changes", "--diff"],
};

interface Found extends Comparison {
  readonly differs: boolean;
  readonly output: string;
}

/**
 * Tells what somebody changed on the servers from what is not deployed yet. Changes nothing, state included.
 *
 * @param file where to write the report in Markdown; absent: nowhere but on stdout
 * @returns "differs" where there is either
 * @throws Mistake where a comparison could not be made
 */
export async function drift(stack: string, file: string | undefined): Promise<ExitCode> {
  const pulumi = await findPulumi();
  // one after the other: both ask the same servers
  const found = [await compare(pulumi, stack, onServers), await compare(pulumi, stack, inCode)];
  const report = driftReport(stack, found);
  if (file !== undefined) writeFileSync(file, report);
  console.log(report);
  return found.some(({ differs }) => differs) ? exitCodes.differs : exitCodes.fine;
}

async function compare(pulumi: Pulumi, stack: string, comparison: Comparison): Promise<Found> {
  const args = [...comparison.args, "--stack", stack, "--color", "never", "--suppress-progress"];
  const { code, stdout, stderr } = await runCaptured(pulumi, args);
  if (code !== 0 && code !== changesFound) {
    throw new Mistake(
      `"pulumi ${args.join(" ")}" ended with ${code === null ? "a signal" : String(code)}; it said:\n${stderr}${stdout}`,
    );
  }
  return { ...comparison, differs: code === changesFound, output: stdout.trim() };
}

/** @returns the report in Markdown, with what the CLI said folded in */
export function driftReport(
  stack: string,
  found: readonly Pick<Found, "title" | "none" | "way" | "differs" | "output">[],
): string {
  const sections = found.map(({ title, none, way, differs, output }) =>
    differs
      ? `### ${title}\n\n${way}\n\n<details><summary>Show it</summary>\n\n${fenced(output)}\n\n</details>`
      : `### ${title}: ${none}`,
  );
  return [`## Drift of stack \`${stack}\``, ...sections].join("\n\n") + "\n";
}
