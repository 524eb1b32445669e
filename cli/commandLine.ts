import { type Command, CommanderError } from "commander";
import type { Done } from "./ops/commands/command";
import { type ExitCode, exitCodes } from "./ops/exitCodes";
import { isForPeople } from "./ops/failure";
import { ignoreLostScreen } from "./workplace";

/**
 * Runs a command line with verbs.
 *
 * @param build makes it; each of its verbs tells what it ended with
 * @returns what the verb ended with; 2 where the usage was wrong or an error ended it, which was told
 */
export async function runCommandLine(
  build: (done: Done) => Command,
  args: readonly string[],
): Promise<ExitCode> {
  ignoreLostScreen();
  let code: ExitCode = exitCodes.fine;
  const program = build((ended) => {
    code = ended;
  });
  for (const command of [program, ...program.commands]) inOneSentence(command);
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // commander has told its own already; help and version are no failure
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.fine : exitCodes.trouble;
    console.error(isForPeople(error) || !(error instanceof Error) ? textOf(error) : error.stack);
    return exitCodes.trouble;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Errors read like all others of this project, and end in a value instead of an exit. */
const inOneSentence = (command: Command): Command =>
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      write(
        text.replace(/^error: /, "").replace(/\n\(Did you mean (.*)\?\)/, '; did you mean "$1"?'),
      );
    },
  });
