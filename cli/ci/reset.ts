import { Mistake } from "../mistake";
import type { ExitCode } from "../ops/exitCodes";
import { exitCodes } from "../ops/exitCodes";
import { readStackConfig } from "../ops/stackConfig";
import { deploy, step } from "./deploy";

/**
 * Destroys a stack and deploys it anew.
 *
 * @throws Mistake where the stack does not say itself that its data is disposable
 */
export async function reset(stack: string): Promise<ExitCode> {
  const { settings } = await readStackConfig(stack);
  if (settings.protect || settings.policy.dataLoss !== "allow") {
    const why = settings.protect ? "protect is true" : 'dataLoss is "refuse"';
    throw new Mistake(
      `stack "${stack}" is not reset: its data is not disposable (nats-stack:${why}); only stacks with dataLoss "allow" and without protect are`,
    );
  }
  const destroyed = await step(["destroy", "--yes", "--stack", stack]);
  return destroyed === exitCodes.fine ? deploy(stack) : destroyed;
}
