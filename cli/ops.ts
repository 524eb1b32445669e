import { Command, CommanderError } from "commander";
import { generateCommand } from "./ops/commands/generate";
import { statusCommand } from "./ops/commands/status";
import { verifyCommand } from "./ops/commands/verify";
import { waitCommand } from "./ops/commands/wait";
import { type ExitCode, exitCodes } from "./ops/exitCodes";
import { isForPeople } from "./ops/failure";
import { ignoreLostScreen } from "./workplace";

const verbs = [statusCommand, verifyCommand, waitCommand, generateCommand];

/**
 * `npm run ops -- VERB`, and `nats-stack VERB`: operations on the servers of a stack.
 *
 * @returns exit code: 0 fine, 1 something differs, 2 wrong usage or nothing can be reached
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  ignoreLostScreen();
  let code: ExitCode = exitCodes.fine;
  const program = commandLine((ended) => {
    code = ended;
  });
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

function commandLine(done: (code: ExitCode) => void): Command {
  const program = new Command("nats-stack")
    .description("Operations on the servers of a stack.")
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 fine; 1 a check found differences, or what was waited for did not come; 2 wrong usage, or no stack",
        'or server that can be reached. "npm run ops -- VERB" and "npx nats-stack VERB" are the same.',
      ].join("\n"),
    )
    .showSuggestionAfterError();
  for (const verb of verbs) program.addCommand(verb(done));
  for (const command of [program, ...program.commands]) inOneSentence(command);
  return program;
}

/** Errors read like all others of this project, and end in a value instead of an exit. */
const inOneSentence = (command: Command): Command =>
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      write(
        text.replace(/^error: /, "").replace(/\n\(Did you mean (.*)\?\)/, '; did you mean "$1"?'),
      );
    },
  });
