import type { ActiveRun } from "./activeRun";
import { withoutCheckpoints } from "./checkpoints";
import { stack } from "./localStack";
import { type Pulumi, runQuietly, type Shown } from "./pulumi";
import type { StackState } from "./stackState";
import type { Workplace } from "./workplace";

/** Environment variable with the systems that the program declares, separated by commas. Absent: those of the stack. */
export const systemsVariable = "NATS_STACK_SYSTEMS";

/** What a shell says of a command that Ctrl-C ended. */
const interruptedCode = 130;

/**
 * Brings the stack up to what the program declares, after putting right what an earlier run left.
 *
 * @param state of the stack as it is
 * @param system the only one to touch; absent for all
 * @returns exit code; what went wrong was shown
 */
export async function deploy(
  { say }: Workplace,
  run: ActiveRun,
  pulumi: Pulumi,
  state: StackState,
  system: string | undefined,
): Promise<number> {
  if (run.refreshFirst || state.pending > 0) {
    say("bringing the state of the stack up to what is on the server");
    await runQuietly(pulumi, ["cancel", "--yes", "--stack", stack]);
    const code = exitCode(await run.pulumi(pulumi, refreshArguments), say);
    if (code !== 0) return code;
  }
  const { environment, args } = narrowed(system, state);
  const narrow = {
    ...pulumi,
    environment: { ...pulumi.environment, ...withoutCheckpoints, ...environment },
  };
  return exitCode(await run.pulumi(narrow, [...upArguments, ...args]), say);
}

const refreshArguments = [
  "refresh",
  "--yes",
  "--skip-preview",
  // what was being created is found again by its ownership mark
  "--clear-pending-creates",
  "--non-interactive",
  "--stack",
  stack,
];

// The program itself says beforehand what will happen, and the data of this stack is disposable: a preview would only
// take the time of another run, and the table of live streams says what outputs would. The refresh finds what a restarted server has lost.
const upArguments = [
  "up",
  "--yes",
  "--skip-preview",
  "--refresh",
  "--suppress-outputs",
  "--stack",
  stack,
];

/** @returns how to leave all other systems alone: those deployed stay declared, so that the stack's outputs stay whole */
export function narrowed(
  system: string | undefined,
  { systems }: StackState,
): { readonly environment: Readonly<Record<string, string>>; readonly args: readonly string[] } {
  if (system === undefined) return { environment: {}, args: [] };
  const declared = [...new Set([...systems, system])];
  return {
    environment: { [systemsVariable]: declared.join(",") },
    args: [`**::${system}`, `**::${system}/**`].flatMap((urns) => ["--target", urns]),
  };
}

function exitCode({ code, interrupted }: Shown, say: (line: string) => void): number {
  if (code === 0) return 0;
  if (interrupted) {
    say('stopped as you asked; what was made so far is kept, and "npm start" goes on from here');
    return interruptedCode;
  }
  say(
    code === null
      ? 'the Pulumi CLI was killed; "npm start" puts right what it left'
      : 'the deployment did not succeed or was stopped, see above; "npm start" goes on from here',
  );
  return code ?? 1;
}
