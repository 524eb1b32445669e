import { Command, Option } from "commander";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { pictureFormats, topology, type TopologyRequest } from "../topology";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly live?: boolean;
  readonly format?: TopologyRequest["format"];
  readonly out?: string;
}

const description = `Draws the systems: subjects, the streams that store them, what is copied from stream to stream, consumers. What is
declared is drawn without asking anybody; --live draws what the servers hold, with what is not declared or missing.`;

/** The command line of {@link topology}. */
export const topologyCommand = (done: Done): Command =>
  withCommonOptions(new Command("topology"))
    .summary("draw subjects, streams and consumers")
    .description(description)
    .option("--live", "draw what the servers hold, and how full it is")
    .addOption(
      new Option(
        "--format <format>",
        "how (default: what the file is called, else mermaid)",
      ).choices(pictureFormats),
    )
    .option("--out <file>", "write it there")
    .addHelpText(
      "after",
      examples(
        "topology",
        "topology --system swe-ai-fleet --out fleet.svg",
        "topology --live --format svg",
      ),
    )
    .action(async (options: Options) => {
      const { live = false, out } = options;
      const format = options.format ?? (out?.endsWith(".svg") ? "svg" : "mermaid");
      const request = { ...selectionOf(options), live, format, ...(out !== undefined && { out }) };
      done(await topology(request, voice(options.json === true)));
    });
