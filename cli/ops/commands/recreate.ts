import { Command } from "commander";
import { personHere } from "../consent";
import {
  type CommonOptions,
  type ConsentOptions,
  consentOf,
  selectionOf,
  withCommonOptions,
  withConsentOptions,
} from "../options";
import { recreate } from "../recreate";
import { voice } from "../voice";
import { type Done, examples } from "./command";

const description = `Deletes streams with all they hold and creates them as declared, in one step; then brings the state of the stack up
to that. Says before how many messages and consumers go, and which streams copy from them. It also makes a change that
no server makes in place. Nothing is deleted where the plan says that a stream could not be created again.`;

const help = [
  examples(
    "recreate agent-results",
    "recreate agent-results context-updates --yes",
    "recreate agent-results --stack prod --yes --confirm-stack prod",
  ),
  `
Exit codes: 0 done, or only shown; 1 the answer was no, or not all was done; 2 nothing was deleted: wrong usage, leave is
missing, or no stack or server that can be reached.`,
].join("\n");

/** The command line of {@link recreate}. */
export const recreateCommand = (done: Done): Command =>
  withConsentOptions(withCommonOptions(new Command("recreate")))
    .summary("delete streams and create them as declared")
    .description(description)
    .argument("<stream...>", "names of streams")
    .addHelpText("after", help)
    .action(async (streams: readonly string[], options: CommonOptions & ConsentOptions) => {
      const request = { ...selectionOf(options), ...consentOf(options), streams };
      const talk = voice(options.json === true);
      done(await recreate(request, talk, personHere(talk)));
    });
