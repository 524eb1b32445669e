import { type ExitCode, exitCodes } from "../ops/exitCodes";
import { findPulumi } from "../findPulumi";
import { runShown } from "../pulumi";

/** What Pulumi ends with where changes were not expected and there are some. */
export const changesFound = 7;

/**
 * Deploys a stack, and shows by a preview that nothing is left to change: a program whose second plan differs from what
 * it has just done would change something with every deployment.
 */
export async function deploy(stack: string): Promise<ExitCode> {
  const deployed = await step(["up", "--yes", "--stack", stack]);
  if (deployed !== exitCodes.fine) return deployed;
  return step(["preview", "--expect-no-changes", "--stack", stack]);
}

/** Runs the CLI with its own output; Ctrl-C or a cancelled workflow stops it in order. */
export async function step(args: readonly string[]): Promise<ExitCode> {
  const pulumi = await findPulumi();
  const { code } = await runShown(pulumi, [...args, "--non-interactive"], () => undefined);
  if (code === 0) return exitCodes.fine;
  return code === changesFound ? exitCodes.differs : exitCodes.trouble;
}
