import type { Command } from "commander";
import { code, fence, generated, page, table } from "./renderMarkdown";

/** The operations command, and what its users have to be allowed. */
export interface Operations {
  readonly program: Command;
  /** Subjects by verb. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

/** Columns of the help texts: they stand in blocks, which no page wraps. */
const helpWidth = 100;

/** Writes the page of the operations command: what each verb says of itself. */
export const renderOperations = ({ program, permissions }: Operations): string =>
  page([
    generated("cli/ops/commands/"),
    "# Operations",
    "What to do with running servers, by `npm run ops -- VERB`, or `npx nats-stack VERB` where the package is installed. The servers are those of the selected stack, found as a deployment finds them, with its credentials; `--stack` names another stack, `--server` an address.",
    table(
      ["Verb", "Does"],
      program.commands.map((verb) => [`[${code(verb.name())}](#${verb.name()})`, verb.summary()]),
    ),
    ...common,
    ...program.commands.flatMap(verbSection),
    "## Permissions",
    "What a deployment may do is enough for the verbs that are not listed here. Answers come on `_INBOX.>`; `publish` needs the subject of the message as well.",
    table(
      ["Verb", "Publishes to"],
      Object.entries(permissions).map(([verb, subjects]) => [
        code(verb),
        subjects.map(code).join("\n"),
      ]),
    ),
  ]);

const common = [
  "## What all have in common",
  table(
    ["Exit code", "Means"],
    [
      ["0", "done, as it should be, or only shown"],
      [
        "1",
        "a check found differences, what was waited for did not come, the answer was no, or only a part was done",
      ],
      [
        "2",
        "nothing was done: wrong usage, leave is missing, or no stack or server that can be reached",
      ],
    ],
  ),
  "`--json` answers with one document on stdout, `tail` with one per message, and asks nothing. Progress, warnings and questions go to stderr. Colour and progress bars are left out where the output is no terminal, and with `NO_COLOR`.",
  "Verbs that delete messages show what goes and ask. Off a terminal they only show it, unless `--yes` is given. The data of a stack with `nats-stack:protect`, or `dataLoss: refuse` for the stack or the stream, needs its name on top: `--confirm-stack prod`. A stream that is not declared is left alone without `--unmanaged`, one of another stack in any case.",
];

const verbSection = (verb: Command): readonly string[] => [
  `## ${verb.name()}`,
  verb.description().replaceAll("\n", " "),
  fence("text", helpOf(verb)),
];

/** The description stands above already. */
function helpOf(verb: Command): string {
  let text = "";
  verb
    .configureOutput({
      writeOut: (part) => {
        text += part;
      },
      getOutHelpWidth: () => helpWidth,
      getOutHasColors: () => false,
    })
    .description("")
    .outputHelp();
  return text
    .trim()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}
