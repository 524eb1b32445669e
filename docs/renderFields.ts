import { canonical, type Part, shortVersion } from "../domain/field/fields";
import { shown } from "../domain/field/kind";
import { atLeast } from "../domain/server";
import { code, generated, page, table } from "./renderMarkdown";

/** What a page needs to know of a field: a row of a field table without its rules. */
export interface FieldRow extends Part {
  readonly change: { readonly summary: string };
}

/** Rows by the name under which a person declares them. */
export type FieldRows = Readonly<Record<string, FieldRow>>;

/** The field tables of streams and consumers, and the parts of a source. */
export interface FieldTables {
  readonly streams: FieldRows;
  readonly consumers: FieldRows;
  readonly sources: Readonly<Record<string, Part>>;
  /** What every supported server knows needs no version. */
  readonly oldestServer: string;
}

const classes: readonly (readonly string[])[] = [
  ["in place", "the server takes the change; data and positions stay"],
  ["one-way", "in place, and never back: undoing it replaces the stream"],
  [
    "deletes messages",
    'in place, and messages go; refused while there are such messages, unless `dataLoss` is "allow"',
  ],
  [
    "replaces",
    'deleted and created again, with what it holds; refused while that is anything, unless `onImmutableChange` is "migrate", or "recreate" and `dataLoss` is "allow"',
  ],
  ["impossible", "this server refuses it or loses the stream over it; always refused"],
];

/** Writes the page of all fields, with what a change of each costs. */
export function renderFields({ streams, consumers, sources, oldestServer }: FieldTables): string {
  return page([
    generated("the field tables in domain/"),
    "# Fields",
    `Every field that a stream or a consumer may declare, up to server 2.15. An empty "Since" means every server from ${shortVersion(oldestServer)} on. What a table does not know goes through \`raw\`: wire names and wire values, sent as they stand.`,
    'Durations are written "500ms", "90s", "24h", "7d". Sizes are written "100MB" (100,000,000 bytes) or "100MiB" (104,857,600 bytes).',
    "## What a change can be",
    table(["Class", "What it means"], classes),
    "## Streams",
    fieldTable(streams, oldestServer),
    "### Sources and mirrors",
    "Parts of `mirror` and of each of the `sources`.",
    partsTable(sources, oldestServer),
    "## Consumers",
    fieldTable(consumers, oldestServer),
  ]);
}

/** One row per field of a table. */
export const fieldTable = (fields: FieldRows, oldestServer: string): string =>
  table(
    ["Field", "Value", "Default", "Since", "A change", "Meaning", "On the wire"],
    Object.entries(fields).map(([name, field]) => [
      ...partCells(name, field, oldestServer),
      field.change.summary,
      field.doc,
      code(field.wire),
    ]),
  );

/** One row per part of a nested object. */
export const partsTable = (parts: Readonly<Record<string, Part>>, oldestServer: string): string =>
  table(
    ["Part", "Value", "Default", "Since", "Meaning", "On the wire"],
    Object.entries(parts).map(([name, part]) => [
      ...partCells(name, part, oldestServer),
      part.doc,
      code(part.wire),
    ]),
  );

const partCells = (name: string, part: Part, oldestServer: string): readonly string[] => [
  code(name),
  `${part.kind.label}${newerWords(part, oldestServer)}`,
  defaultOf(part),
  atLeast(oldestServer, part.since) ? "" : shortVersion(part.since),
];

/** Words of a field that came after the field itself, with their versions. */
function newerWords({ kind, since }: Part, oldestServer: string): string {
  const words = [...kind.label.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word);
  const known = atLeast(since, oldestServer) ? since : oldestServer;
  return words
    .flatMap((word) => (kind.needs?.(word, "") ?? []).map((need) => ({ word, since: need.since })))
    .filter((newer) => !atLeast(known, newer.since))
    .map((newer) => `; "${newer.word}" from ${shortVersion(newer.since)} on`)
    .join("");
}

function defaultOf(part: Part): string {
  if (part.required) return "required";
  const value = canonical(part, null);
  return value === null ? "" : code(shown(value));
}
