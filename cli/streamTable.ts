import Table from "cli-table3";
import { createColors } from "picocolors";
import type { ObservedStream } from "../domain/observed";
import { type Owner, ownerOf, parseMark } from "../domain/ownership";
import { humanSize } from "../domain/units";
import { closenessOf, percentText, usageOf } from "../domain/usage";
import { project, stack } from "./localStack";
import { plural } from "./plural";

/** How a table is to look. */
export interface TableLook {
  /** Columns of the screen; long lists of subjects are wrapped to fit. */
  readonly width: number;
  readonly colour: boolean;
  /** Milliseconds since 1970, for the ages of messages. */
  readonly now: number;
  /** Whose streams come first, by system. @default those of the local stack */
  readonly owner?: Pick<Owner, "project" | "stack">;
}

const heads = [
  "stream",
  "subjects",
  "messages",
  "bytes",
  "of msgs",
  "of bytes",
  "of age",
  "consumers",
];
const subjectsColumn = 1;

/** Streams that nobody declared here. */
const strangers = "not of this stack";

/**
 * Draws the live streams, one table per system, all with the same columns.
 *
 * @param streams as the server listed them
 */
export function streamTable(streams: readonly ObservedStream[], look: TableLook): string {
  const { bold } = createColors(look.colour);
  const systemOf = systemFor(look.owner ?? { project, stack });
  const ordered = sorted(streams, systemOf);
  const groups = [...new Set(ordered.map(systemOf))].map((system) => {
    const members = ordered.filter((stream) => systemOf(stream) === system);
    const title = `${bold(system)} (${counted(members)})`;
    return { title, rows: members.map((stream) => cells(stream, look)) };
  });
  const widths = columnWidths(
    groups.flatMap(({ rows }) => rows),
    look.width,
  );
  return groups.map(({ title, rows }) => `${title}\n${drawn(rows, widths, look)}`).join("\n\n");
}

/** @returns "19 streams, 5 consumers" */
export function counted(streams: readonly ObservedStream[]): string {
  const consumers = streams.reduce((sum, { state }) => sum + (state?.consumers ?? 0), 0);
  return `${plural(streams.length, "stream")}, ${plural(consumers, "consumer")}`;
}

type SystemOf = (stream: ObservedStream) => string;

function sorted(streams: readonly ObservedStream[], systemOf: SystemOf): readonly ObservedStream[] {
  const key = (stream: ObservedStream): string => {
    const system = systemOf(stream);
    // what is not ours comes last
    return `${system === strangers ? "2" : "1"}${system} ${stream.name}`;
  };
  return streams.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const systemFor =
  (whose: Pick<Owner, "project" | "stack">): SystemOf =>
  ({ config }) => {
    const owner = parseMark(ownerOf(config) ?? "");
    if (owner?.project !== whose.project || owner.stack !== whose.stack) return strangers;
    return owner.logicalName.split("/")[0] ?? strangers;
  };

function cells(stream: ObservedStream, look: TableLook): readonly string[] {
  const { name, config, state } = stream;
  const usage = usageOf(stream, look.now);
  return [
    name,
    subjectsOf(config["subjects"]),
    String(state?.messages ?? "-"),
    state ? humanSize(state.bytes) : "-",
    ...[usage.messages, usage.bytes, usage.age].map((share) => shareCell(share, look.colour)),
    String(state?.consumers ?? "-"),
  ];
}

const subjectsOf = (subjects: unknown): string =>
  Array.isArray(subjects) && subjects.length > 0 ? subjects.join(", ") : "-";

function shareCell(share: number | undefined, colour: boolean): string {
  if (share === undefined) return "-";
  const { red, yellow } = createColors(colour);
  const paint = { far: String, close: yellow, full: red }[closenessOf(share)];
  return paint(percentText(share));
}

/**
 * The list of subjects gets what the other columns leave, but no subject is cut short.
 * A cell is one blank wider than its text on each side.
 */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const natural = heads.map((head, column) => longest([head, ...texts(rows, column)]) + 2);
  const others = natural.reduce((sum, one) => sum + one, 0) - (natural[subjectsColumn] ?? 0);
  const narrowest = longest(texts(rows, subjectsColumn).flatMap((cell) => cell.split(" "))) + 2;
  return natural.map((one, column) =>
    column === subjectsColumn ? Math.min(one, Math.max(width - others, narrowest)) : one,
  );
}

const texts = (rows: readonly (readonly string[])[], column: number): readonly string[] =>
  rows.map((row) => row[column] ?? "");

const longest = (cells: readonly string[]): number => Math.max(0, ...cells.map(visible));

// eslint-disable-next-line no-control-regex -- colours are control characters
const visible = (text: string): number => text.replace(/\u001b\[\d+m/g, "").length;

function drawn(
  rows: readonly (readonly string[])[],
  colWidths: number[],
  { colour }: TableLook,
): string {
  const { dim } = createColors(colour);
  const table = new Table({
    head: heads.map((head) => dim(head)),
    colWidths,
    colAligns: heads.map((_, column) => (column <= subjectsColumn ? "left" : "right")),
    wordWrap: true,
    chars: noLines,
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** A table without any lines. */
export const noLines = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid", "middle"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat(["top-mid", "bottom-mid", "left-mid", "mid-mid", "right-mid"])
    .map((name) => [name, ""]),
);
