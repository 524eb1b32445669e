import { runCommandLine } from "./commandLine";
import type { ExitCode } from "./ops/exitCodes";
import { opsProgram } from "./ops/program";

/**
 * `npm run ops -- VERB`, and `nats-stack VERB`: operations on the servers of a stack.
 *
 * @returns exit code: 0 fine, 1 something differs, 2 wrong usage or nothing can be reached
 */
export function main(args: readonly string[]): Promise<ExitCode> {
  return runCommandLine(opsProgram, args);
}
