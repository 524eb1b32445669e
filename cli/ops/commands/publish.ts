import { Command } from "commander";
import { Mistake } from "../../mistake";
import { type CommonOptions, repeated, selectionOf, withCommonOptions } from "../options";
import { type DataFrom, publish } from "../publish";
import { voice } from "../voice";
import { type Done, examples } from "./command";

interface Options extends CommonOptions {
  readonly file?: string;
  readonly header: readonly string[];
}

const description = `Publishes one message and waits until a stream has stored it. A subject that no stream stores is refused before
anything is sent.`;

/** The command line of {@link publish}. */
export const publishCommand = (done: Done): Command =>
  withCommonOptions(new Command("publish"))
    .summary("publish one message into a stream")
    .description(description)
    .argument("<subject>", "where it goes")
    .argument("[data]", 'what it says; "-" reads it from stdin')
    .option("--file <path>", "send what a file holds")
    .option("--header <name: value>", "a header; may be given several times", repeated, [])
    .addHelpText(
      "after",
      examples(
        `publish alerts.critical '{"id":1}'`,
        "publish alerts.critical --file alert.json --header 'Nats-Msg-Id: alert-1'",
        "publish alerts.critical - < alert.json",
      ),
    )
    .action(async (subject: string, text: string | undefined, options: Options) => {
      const data = dataFrom(text, options.file);
      const request = { ...selectionOf(options), subject, data, headers: options.header };
      done(await publish(request, voice(options.json === true)));
    });

/** @throws Mistake unless exactly one is given: an empty message has to be meant */
function dataFrom(text: string | undefined, path: string | undefined): DataFrom {
  if ((text === undefined) === (path === undefined)) {
    throw new Mistake(
      'data: give it as an argument, with "--file PATH", or "-" to read it from stdin; "" sends an empty message',
    );
  }
  if (path !== undefined) return { kind: "file", path };
  return text === "-" ? { kind: "stdin" } : { kind: "text", text: text ?? "" };
}
