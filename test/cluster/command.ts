import { lastWords, run as runProgram } from "../../toolchain/run";
import { ClusterError } from "./cluster";

/** How long a program of the machine may take unless told otherwise: two minutes. */
const patienceMillis = 120_000;

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to stdout
 * @throws ClusterError with its last words if it fails
 */
export async function command(
  program: string,
  parameters: readonly string[],
  options: { readonly millis?: number; readonly folder?: string } = {},
): Promise<string> {
  const result = await runProgram(program, parameters, {
    environment: process.env,
    millis: patienceMillis,
    ...options,
  });
  if (result.code === 0) return result.stdout;
  throw new ClusterError(`${[program, ...parameters].join(" ")}: ${lastWords(result)}`);
}

/** @returns whether the program runs and ends well within ten seconds */
export async function succeeds(program: string, parameters: readonly string[]): Promise<boolean> {
  const result = await runProgram(program, parameters, {
    environment: process.env,
    millis: 10_000,
  });
  return result.code === 0;
}
