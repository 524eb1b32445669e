import { Command } from "commander";
import { Mistake } from "../../mistake";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { status } from "../status";
import { voice } from "../voice";
import { type Done, examples } from "./command";

type Options = CommonOptions & { readonly watch?: boolean };

/** The command line of {@link status}. */
export const statusCommand = (done: Done): Command =>
  withCommonOptions(new Command("status"))
    .summary("show streams, consumers and what room is left")
    .description(
      "Shows every stream with its messages and its share of each limit, every consumer with what it has before it, and what is not of this stack. Shares are coloured from 80 % and from 95 % on.",
    )
    .option("--watch", "show it anew every two seconds, until Ctrl-C; on a terminal alone")
    .addHelpText(
      "after",
      examples("status", "status --system swe-ai-fleet --watch", "status --json"),
    )
    .action(async (options: Options) => {
      const watch = options.watch === true;
      if (watch && (options.json === true || !process.stdout.isTTY)) {
        throw new Mistake("--watch: needs a terminal; leave it out, or leave out --json");
      }
      done(await status({ ...selectionOf(options), watch }, voice(options.json === true)));
    });
