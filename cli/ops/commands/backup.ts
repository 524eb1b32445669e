import { Command } from "commander";
import { backup } from "../backup/backup";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly to: string;
  readonly unmanaged?: boolean;
  readonly check?: boolean;
}

const description = `Takes streams with configuration, messages and consumers into a folder: a snapshot each, and a manifest with SHA-256
checksums. Without names, every stream and bucket that is declared. Run again after it was broken off, it takes what is
missing. What is published meanwhile may be in it or not.`;

const help = [
  examples(
    "backup --to backups/monday",
    "backup planning-events --to backups/planning --stack prod",
    "backup --unmanaged --to backups/all --server nats://localhost:4222",
  ),
  `
Exit codes: 0 all are in the folder, whole; 1 some could not be taken; 2 none was: wrong usage, or no server that can be
reached.`,
].join("\n");

/** The command line of {@link backup}. */
export const backupCommand = (done: Done): Command =>
  withCommonOptions(new Command("backup"))
    .summary("take streams into a folder")
    .description(description)
    .argument("[stream...]", "names of streams; a bucket as KV_name or OBJ_name")
    .requiredOption("--to <folder>", "where to; a new one for a new backup")
    .option("--unmanaged", "streams as well that are not declared; without names, all there are")
    .option("--check", "let the server compare the checksum of every message before")
    .addHelpText("after", help)
    .action(async (streams: readonly string[], options: Options) => {
      const { to: folder, unmanaged = false, check = false } = options;
      const request = { ...selectionOf(options), streams, folder, unmanaged, check };
      done(await backup(request, voice(options.json === true)));
    });
