import { Command } from "commander";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { report } from "../report";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly html: string;
  readonly plan?: string;
}

const description = `Writes what the servers hold as one page: a picture, streams and how full they are, consumers and what is before
them, what is not as declared, what is not declared at all, and a plan. The page loads nothing from anywhere.`;

/** The command line of {@link report}. */
export const reportCommand = (done: Done): Command =>
  withCommonOptions(new Command("report"))
    .summary("write a page about the servers")
    .description(description)
    .requiredOption("--html <file>", "where the page goes")
    .option("--plan <file>", "the file that NATS_STACK_PLAN_FILE named during a preview")
    .addHelpText(
      "after",
      examples(
        "report --html report.html",
        "report --stack prod --html prod.html --plan plan.json",
      ),
    )
    .action(async ({ html, plan, ...options }: Options) => {
      const request = { ...selectionOf(options), html, ...(plan !== undefined && { plan }) };
      done(await report(request, voice(options.json === true)));
    });
