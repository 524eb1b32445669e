import { Command, Option } from "commander";
import { personHere } from "../consent";
import {
  type CommonOptions,
  type ConsentOptions,
  consentOf,
  nanosFrom,
  selectionOf,
  wholeNumber,
  withCommonOptions,
  withConsentOptions,
} from "../options";
import { purge, type PurgeRequest } from "../purge";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions, ConsentOptions {
  readonly all?: boolean;
  readonly unmanaged?: boolean;
  readonly subject?: string;
  readonly keep?: number;
  readonly olderThan?: number;
}

const description = `Deletes messages of streams; the streams and their consumers stay. Shows what would go, asks, and says what went.
What comes after the look stays.`;

const exitCodes = `
Exit codes: 0 done, nothing to do, or only shown; 1 the answer was no, or some streams could not be purged; 2 nothing
was purged: wrong usage, leave is missing, or no server that can be reached.`;

const help = [
  examples(
    "purge agent-results",
    "purge agent-results --subject 'agent.results.failed' --keep 100",
    "purge --all --older-than 2d --yes",
    "purge --all --stack prod --yes --confirm-stack prod",
  ),
  exitCodes,
].join("\n");

const keepOption = (): Option =>
  new Option("--keep <count>", "leave so many of the newest").argParser(wholeNumber);

const olderThanOption = (): Option =>
  new Option(
    "--older-than <duration>",
    "only messages older than this by the server's clock, such as 2d or 12h",
  ).argParser(nanosFrom);

/** The command line of {@link purge}. */
export const purgeCommand = (done: Done): Command =>
  withConsentOptions(withCommonOptions(new Command("purge")))
    .summary("delete messages of streams")
    .description(description)
    .argument("[stream...]", "names of streams; a bucket as KV_name or OBJ_name")
    .option("--all", "every declared stream, but no bucket")
    .option("--subject <subject>", "only messages of this subject, which may hold wildcards")
    .addOption(keepOption())
    .addOption(olderThanOption())
    .option("--unmanaged", "streams as well that are not declared and belong to no other stack")
    .addHelpText("after", help)
    .action(async (streams: readonly string[], options: Options) => {
      const talk = voice(options.json === true);
      done(await purge(requestFrom(streams, options), talk, personHere(talk)));
    });

function requestFrom(streams: readonly string[], options: Options): PurgeRequest {
  const { all = false, unmanaged = false, subject, keep, olderThan } = options;
  const wish = {
    ...(subject !== undefined && { subject }),
    ...(keep !== undefined && { keep }),
    ...(olderThan !== undefined && { olderThanNanos: olderThan }),
  };
  return { ...selectionOf(options), ...consentOf(options), streams, all, unmanaged, wish };
}
