import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { PlanDocument } from "../domain/plan/planDocument";

/** Where the plan is written as JSON; absent: nowhere. A path that is not absolute begins at the project's folder. */
export const planFileVariable = "NATS_STACK_PLAN_FILE";

/**
 * Writes the plan where a tool picks it up, before anything is refused or registered: the last run wins.
 *
 * @throws RunError where that file cannot be written
 */
export function writePlanFile(document: PlanDocument): void {
  const file = process.env[planFileVariable];
  if (!file) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RunError(`${planFileVariable}: the plan cannot be written there: ${why}`);
  }
}
