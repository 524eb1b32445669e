import { Command } from "commander";
import { summarize } from "../summarize";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options {
  readonly preview?: string;
}

const description = `Turns the plan of a preview into Markdown for a pull request: what deletes messages first, folded away where nothing
changes. Asks no server.`;

/** The command line of {@link summarize}. */
export const summarizeCommand = (done: Done): Command =>
  new Command("summarize")
    .summary("make a plan a comment for a pull request")
    .description(description)
    .argument("<plan>", "the file that NATS_STACK_PLAN_FILE named during the preview")
    .option("--preview <file>", 'what "pulumi preview --json" printed')
    .addHelpText("after", examples("summarize plan.json --preview preview.json"))
    .action((plan: string, { preview }: Options) => {
      done(summarize({ plan, ...(preview !== undefined && { preview }) }, voice(false)));
    });
