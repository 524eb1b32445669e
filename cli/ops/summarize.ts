import { readFileSync } from "node:fs";
import { isObject } from "../../domain/json";
import { isPlanDocument, type PlanDocument } from "../../domain/plan/planDocument";
import { planMarkdown } from "../../domain/plan/planMarkdown";
import { Mistake } from "../mistake";
import { type ExitCode, exitCodes } from "./exitCodes";
import type { Voice } from "./voice";

/** Which files to read. */
export interface SummaryRequest {
  /** What NATS_STACK_PLAN_FILE named during the preview. */
  readonly plan: string;
  /** What `pulumi preview --json` printed. */
  readonly preview?: string;
}

/**
 * Turns the plan of a preview into Markdown for a pull request.
 *
 * @throws Mistake where a file is none of those
 */
export function summarize({ plan, preview }: SummaryRequest, { say }: Voice): ExitCode {
  const document = readPlan(plan);
  const steps = preview === undefined ? undefined : read(preview);
  if (preview !== undefined && !isObject(steps)) {
    throw new Mistake(
      `${preview}: no preview; name a file with what "pulumi preview --json" printed`,
    );
  }
  say(planMarkdown(document, isObject(steps) ? steps : undefined).trimEnd());
  return exitCodes.fine;
}

/** @throws Mistake where a file is no plan */
export function readPlan(file: string): PlanDocument {
  const document = read(file);
  if (isPlanDocument(document)) return document;
  throw new Mistake(
    `${file}: no plan; name the file that NATS_STACK_PLAN_FILE named when \`pulumi preview\` ran`,
  );
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Mistake(`${file}: cannot be read as JSON: ${why}`);
  }
}
