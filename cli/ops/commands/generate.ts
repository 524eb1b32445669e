import { Command } from "commander";
import { generate } from "../generate";
import { type CommonOptions, selectionOf, withCommonOptions } from "../options";
import { voice } from "../voice";
import { type Done, examples } from "./command";

type Options = CommonOptions & { readonly folder: string };

const description = `Writes a system from what a server holds: every stream, bucket and durable consumer with what differs from
the defaults. To deploy it adopts them and changes nothing. What belongs to a stack already is left out.`;

/** The command line of {@link generate}. */
export const generateCommand = (done: Done): Command =>
  withCommonOptions(new Command("generate"))
    .summary("write a file of systems/ from a live server")
    .description(description)
    .argument("[name]", "of the new system", "generated")
    .option("--folder <path>", "where the file goes", "systems")
    .addHelpText(
      "after",
      examples(
        "generate --server nats://localhost:4222",
        "generate orders --server nats://localhost:4222",
      ),
    )
    .action(async (name: string, options: Options) => {
      const request = { ...selectionOf(options), name, folder: options.folder };
      done(await generate(request, voice(options.json === true)));
    });
