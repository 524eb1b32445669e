import { Command } from "commander";
import {
  type CommonOptions,
  repeated,
  selectionOf,
  timeoutOption,
  withCommonOptions,
} from "../options";
import { voice } from "../voice";
import { wait } from "../wait";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly stream: readonly string[];
  readonly consumer: readonly string[];
  readonly timeout: number;
}

const description = `Waits until the named streams and consumers are there and have a leader. With --server it needs neither a stack
nor the Pulumi CLI.`;

/** The command line of {@link wait}. */
export const waitCommand = (done: Done): Command =>
  withCommonOptions(new Command("wait"))
    .summary("wait until streams and consumers are there")
    .description(description)
    .option("--stream <name>", "a stream to wait for; may be given several times", repeated, [])
    .option(
      "--consumer <stream/name>",
      "a consumer to wait for; may be given several times",
      repeated,
      [],
    )
    .addOption(timeoutOption("when to give up", "60s"))
    .addHelpText(
      "after",
      examples(
        "wait --server nats://localhost:4222 --stream ALERTS --stream METRICS",
        "wait --system swe-ai-fleet --consumer planning-events/planning-events-worker",
      ),
    )
    .action(async (options: Options) => {
      const { stream: streams, consumer: consumers, timeout: timeoutMillis } = options;
      const request = { ...selectionOf(options), streams, consumers, timeoutMillis };
      done(await wait(request, voice(options.json === true)));
    });
