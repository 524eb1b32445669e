import { Command } from "commander";
import { runCommandLine } from "./commandLine";
import type { Done } from "./ops/commands/command";
import { backupCommand } from "./ops/commands/backup";
import { generateCommand } from "./ops/commands/generate";
import { publishCommand } from "./ops/commands/publish";
import { purgeCommand } from "./ops/commands/purge";
import { recreateCommand } from "./ops/commands/recreate";
import { reportCommand } from "./ops/commands/report";
import { restoreCommand } from "./ops/commands/restore";
import { statusCommand } from "./ops/commands/status";
import { summarizeCommand } from "./ops/commands/summarize";
import { tailCommand } from "./ops/commands/tail";
import { topologyCommand } from "./ops/commands/topology";
import { verifyCommand } from "./ops/commands/verify";
import { waitCommand } from "./ops/commands/wait";
import type { ExitCode } from "./ops/exitCodes";

const verbs = [
  statusCommand,
  verifyCommand,
  waitCommand,
  tailCommand,
  publishCommand,
  purgeCommand,
  recreateCommand,
  topologyCommand,
  reportCommand,
  backupCommand,
  restoreCommand,
  generateCommand,
  summarizeCommand,
];

/**
 * `npm run ops -- VERB`, and `nats-stack VERB`: operations on the servers of a stack.
 *
 * @returns exit code: 0 fine, 1 something differs, 2 wrong usage or nothing can be reached
 */
export function main(args: readonly string[]): Promise<ExitCode> {
  return runCommandLine(commandLine, args);
}

function commandLine(done: Done): Command {
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
  return program;
}
