import { Command } from "commander";
import { restore } from "../backup/restore";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly as?: string;
  readonly subjects: boolean;
  readonly replaceEmpty?: boolean;
}

const description = `Makes streams again from a backup, with messages, sequences, times, consumers and their positions, and compares them
with it. A stream that exists is never touched; --replace-empty lets those go first that hold no messages, such as a deployment
makes on an empty server. Before anything is begun, all checksums, names and subjects are checked. What is declared gets the
mark of its stack, so that the next deployment takes it back; under another name it gets none.`;

const help = [
  examples(
    "restore backups/monday",
    "restore backups/monday planning-events --stack prod",
    "restore backups/monday --replace-empty",
    "restore backups/monday planning-events --as planning-events-monday --no-subjects",
  ),
  `
Exit codes: 0 all are there, as the backup says; 1 some are not, or not whole; 2 nothing was restored: wrong usage, what
stands against it, or no server that can be reached.`,
].join("\n");

/** The command line of {@link restore}. */
export const restoreCommand = (done: Done): Command =>
  withCommonOptions(new Command("restore"))
    .summary("make streams again from a backup")
    .description(description)
    .argument("<folder>", "what backup wrote into")
    .argument("[stream...]", "names of streams in it (default: all)")
    .option("--as <name>", "another name for the stream; on servers from 2.15.0 on")
    .option("--no-subjects", "leave its subjects to the stream that has them now")
    .option("--replace-empty", "delete streams of the same names first that hold no messages")
    .addHelpText("after", help)
    .action(async (folder: string, streams: readonly string[], options: Options) => {
      const { as, subjects, replaceEmpty = false } = options;
      const choice = { streams, withoutSubjects: !subjects, replaceEmpty };
      const named = as !== undefined && { as };
      const request = { ...selectionOf(options), folder, ...choice, ...named };
      done(await restore(request, voice(options.json === true)));
    });
