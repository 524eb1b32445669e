import { Command } from "commander";
import type { Done } from "./commands/command";
import { backupCommand } from "./commands/backup";
import { generateCommand } from "./commands/generate";
import { publishCommand } from "./commands/publish";
import { purgeCommand } from "./commands/purge";
import { recreateCommand } from "./commands/recreate";
import { reportCommand } from "./commands/report";
import { restoreCommand } from "./commands/restore";
import { statusCommand } from "./commands/status";
import { summarizeCommand } from "./commands/summarize";
import { tailCommand } from "./commands/tail";
import { topologyCommand } from "./commands/topology";
import { verifyCommand } from "./commands/verify";
import { waitCommand } from "./commands/wait";

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
 * Makes the command line of the operations command.
 *
 * @param done takes what the verb ended with
 */
export function opsProgram(done: Done): Command {
  const program = new Command("nats-stack")
    .description("Operations on the servers of a stack.")
    .addHelpText(
      "after",
      [
        "",
        "Exit codes: 0 fine; 1 a check found differences, what was waited for did not come, or only a part was done; 2 nothing",
        'was done: wrong usage, or no stack or server that can be reached. "npm run ops -- VERB" and "npx nats-stack VERB" are',
        "the same.",
      ].join("\n"),
    )
    .showSuggestionAfterError();
  for (const verb of verbs) program.addCommand(verb(done));
  return program;
}
