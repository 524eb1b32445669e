import { isObject } from "../json";
import type { Note, NoteKind } from "./note";
import { messagesOf, noteGroups } from "./noteGroups";
import type { PlanDocument, ServerPlan } from "./planDocument";

/** What `pulumi preview --json` prints, as far as the summary reads it: numbers and names, never a value. */
export interface PreviewDocument {
  readonly changeSummary?: Readonly<Record<string, number>>;
}

/**
 * Makes of a plan the comment for a pull request, in Markdown. Folded away where nothing changes. Holds what the notes
 * say and names of kinds of steps, no input or output of any resource.
 *
 * @param preview what `pulumi preview --json` printed, where it is at hand
 */
export function planMarkdown(
  { project, stack, servers }: PlanDocument,
  preview?: PreviewDocument,
): string {
  const steps = stepsOf(preview);
  const quiet = servers.every(isQuiet) && steps.every(([op]) => op === "same");
  const body = [...servers.map((server) => serverText(server, servers.length > 1)), stepText(steps)]
    .filter((text) => text !== "")
    .join("\n\n");
  const name = `${text(project)}/${text(stack)}`;
  return quiet
    ? `${folded(`${name}: nothing changes`, body)}\n`
    : `### Plan for ${name}\n\n${body}\n`;
}

const noise: readonly NoteKind[] = ["advice", "stranger"];

const isQuiet = ({ problems, refusals, notes, notChecked }: ServerPlan): boolean =>
  notChecked === undefined &&
  problems.length + refusals.length === 0 &&
  notes.every(({ kind }) => noise.includes(kind));

function serverText(server: ServerPlan, named: boolean): string {
  const { target, summary, notChecked, problems, refusals, notes } = server;
  const parts = [
    `${named ? `**${text(target)}**: ` : ""}${text(summary)}`,
    ...list("Mistakes in the declaration", problems),
    ...list("Refused: nothing is done until this is settled", refusals),
    ...(notChecked === undefined ? [] : [`> Not checked: ${text(notChecked)}`]),
    ...noteGroups.flatMap(({ title, kinds, open }) => {
      const rows = notes.filter(({ kind }) => kinds.includes(kind));
      if (rows.length === 0) return [];
      return open
        ? [`**${title}** (${rows.length})\n\n${table(rows)}`]
        : [folded(`${title} (${rows.length})`, table(rows))];
    }),
  ];
  return parts.join("\n\n");
}

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [`**${title}**\n\n${lines.map((line) => `- ${text(line)}`).join("\n")}`];

/** A column for messages only where some row has a number. */
function table(rows: readonly Note[]): string {
  const counted = rows.some(({ deletes }) => deletes?.messagesDeleted !== undefined);
  const head = counted ? ["what", "messages", "how"] : ["what", "how"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map(() => "---")),
    ...rows.map((note) =>
      line([text(note.asset), ...(counted ? [messagesOf(note)] : []), text(note.text)]),
    ),
  ].join("\n");
}

const folded = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** Text of others may not become Markdown, HTML or a mention. */
const text = (plain: string): string =>
  plain
    .replace(/[\r\n]+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_[\]#|~]/g, "\\$&")
    .replace(/@/g, "@\u200b");

const stepsOf = (preview: PreviewDocument | undefined): readonly (readonly [string, number])[] => {
  const summary: unknown = preview?.changeSummary;
  return Object.entries(isObject(summary) ? summary : {}).flatMap(([op, count]) =>
    typeof count === "number" ? [[op, count] as const] : [],
  );
};

const stepText = (steps: readonly (readonly [string, number])[]): string =>
  steps.length === 0
    ? ""
    : `Pulumi: ${steps.map(([op, count]) => `${count} ${text(op)}`).join(", ")}`;
