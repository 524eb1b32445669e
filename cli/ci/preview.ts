import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isObject, type JsonObject, parseObject } from "../../domain/json";
import { isPlanDocument, type PlanDocument } from "../../domain/plan/planDocument";
import { planMarkdown } from "../../domain/plan/planMarkdown";
import { readObject } from "../files";
import { type ExitCode, exitCodes } from "../ops/exitCodes";
import { findPulumi } from "../findPulumi";
import { type Captured, runCaptured } from "../pulumi";
import { fenced } from "./markdown";

/**
 * Writes what a deployment would do as the comment for a pull request. Changes nothing. The text is written in any case, so
 * that no comment stays that is no longer true.
 *
 * @param file where to write it, in Markdown
 * @returns "differs" where the plan refuses or the declaration has mistakes
 */
export async function preview(stack: string, file: string): Promise<ExitCode> {
  const folder = mkdtempSync(join(tmpdir(), "nats-stack-preview-"));
  try {
    const found = await previewed(stack, join(folder, "plan.json"));
    const text = previewText(stack, found);
    writeFileSync(file, text);
    console.log(text);
    return exitCodeOf(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a preview left. */
export interface Previewed extends Captured {
  /** Absent where the program did not come so far. */
  readonly plan?: PlanDocument;
}

async function previewed(stack: string, planFile: string): Promise<Previewed> {
  const pulumi = await findPulumi();
  const environment = { ...pulumi.environment, NATS_STACK_PLAN_FILE: planFile };
  const args = ["preview", "--json", "--stack", stack];
  const captured = await runCaptured({ ...pulumi, environment }, args);
  const plan = readObject(planFile);
  return { ...captured, ...(isPlanDocument(plan) && { plan }) };
}

function exitCodeOf({ code, plan }: Previewed): ExitCode {
  if (code === 0) return exitCodes.fine;
  return plan && stands(plan) ? exitCodes.differs : exitCodes.trouble;
}

/** Whether the plan itself says why nothing can be done. */
const stands = ({ servers }: PlanDocument): boolean =>
  servers.some(({ problems, refusals }) => problems.length + refusals.length > 0);

/** @returns the comment in Markdown: the plan, and what the CLI said where the plan is not the reason for its failure */
export function previewText(stack: string, { code, stdout, stderr, plan }: Previewed): string {
  const steps = parseObject(stdout);
  const whole = plan ? planMarkdown(plan, steps) : "";
  if (plan && (code === 0 || stands(plan))) return whole;
  const failure = `### Stack \`${stack}\` could not be previewed\n\n${fenced(errorsOf(steps) || `${stderr}${stdout}`.trim())}\n`;
  return [failure, whole].filter((text) => text !== "").join("\n");
}

/** @returns the errors that `pulumi preview --json` lists; empty where it printed something else */
function errorsOf(steps: JsonObject | undefined): string {
  const diagnostics = steps?.["diagnostics"];
  return (Array.isArray(diagnostics) ? diagnostics : [])
    .flatMap((one: unknown) =>
      isObject(one) && one["severity"] === "error" ? [one["message"]] : [],
    )
    .filter((message) => typeof message === "string")
    .map(stripVTControlCharacters)
    .join("\n")
    .trim();
}
