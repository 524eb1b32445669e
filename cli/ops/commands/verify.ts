import { Command } from "commander";
import { type CommonOptions, selectionOf, timeoutOption, withCommonOptions } from "../options";
import { verify } from "../verify";
import { voice } from "../voice";
import { type Done, examples } from "./command";

type Options = CommonOptions & { readonly timeout: number };

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
    .addHelpText(
      "after",
      examples(
        "verify",
        "verify --stack prod --system swe-ai-fleet --timeout 60s",
        "verify --server nats://localhost:4222 --json",
      ),
    )
    .action(async (options: Options) => {
      const request = { ...selectionOf(options), timeoutMillis: options.timeout };
      done(await verify(request, voice(options.json === true)));
    });
