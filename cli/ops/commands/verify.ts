import { Command } from "commander";
import { type CommonOptions, selectionOf, timeoutOption, withCommonOptions } from "../options";
import { verify } from "../verify";
import { voice } from "../voice";
import { type Done, examples } from "./command";

type Options = CommonOptions & { readonly timeout: number; readonly leftovers: boolean };

const description = `Compares every declared stream and consumer with the live ones: configuration, owner mark, leader, replicas,
and what room is left. Tells everything that differs at once.`;

/** The command line of {@link verify}. */
export const verifyCommand = (done: Done): Command =>
  withCommonOptions(new Command("verify"))
    .summary("check that what is live is what was declared")
    .description(description)
    .addOption(
      timeoutOption("how long to wait for what settles by itself: pods, leaders, replicas", "0s"),
    )
    .option(
      "--no-leftovers",
      "do not look for what the stack no longer declares: within a deployment it is deleted last",
    )
    .addHelpText(
      "after",
      examples(
        "verify",
        "verify --stack prod --system swe-ai-fleet --timeout 60s",
        "verify --server nats://localhost:4222 --json",
      ),
    )
    .action(async (options: Options) => {
      const { timeout: timeoutMillis, leftovers } = options;
      const request = { ...selectionOf(options), timeoutMillis, leftovers };
      done(await verify(request, voice(options.json === true)));
    });
