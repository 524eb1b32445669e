import { Command, Option } from "commander";
import { type CommonOptions, selectionOf, withCommonOptions, wholeNumber } from "../options";
import { tail } from "../tail";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly last: number;
  readonly subject?: string;
  readonly follow?: boolean;
}

const description = `Shows the newest messages of a stream, and with --follow those that come. It only reads: no consumer is made, so
that a workqueue keeps its messages and nothing is left on the server. With --json each message is a document in a line
of its own; data that is no text comes as base64.`;

/** The command line of {@link tail}. */
export const tailCommand = (done: Done): Command =>
  withCommonOptions(new Command("tail"))
    .summary("show the newest messages of a stream")
    .description(description)
    .argument("<stream>", "name of the stream")
    .addOption(
      new Option("--last <count>", "how many to begin with").argParser(wholeNumber).default(10),
    )
    .option("--subject <subject>", "only messages of this subject, which may hold wildcards")
    .option("--follow", "go on with messages that come, until Ctrl-C")
    .addHelpText(
      "after",
      examples(
        "tail ALERTS",
        "tail ALERTS --last 0 --follow",
        "tail ALERTS --subject 'alerts.critical.>' --json",
      ),
    )
    .action(async (stream: string, options: Options) => {
      const { last, subject, follow = false } = options;
      const which = subject === undefined ? {} : { subject };
      const request = { ...selectionOf(options), stream, last, follow, ...which };
      done(await tail(request, voice(options.json === true)));
    });
