import { shortVersion } from "../domain/field/fields";
import { code, codes, generated, page, table } from "./renderMarkdown";

/** What server lines were seen to do with a change. */
export interface SeenCell {
  readonly kind: "stream" | "consumer";
  readonly field: string;
  /** What is around the change; "" where nothing is. */
  readonly where: string;
  readonly change: string;
  /** In the order of the versions; null where that line cannot have what the change begins with. */
  readonly classes: readonly (string | null)[];
}

/** All of it, with the versions it was seen on. */
export interface Seen {
  readonly versions: readonly string[];
  readonly cells: readonly SeenCell[];
}

const words: readonly (readonly [string, string, string])[] = [
  ["update", "in place", "taken as it is, and can be taken back; nothing goes"],
  ["oneWay", "one-way", "taken, and never back in place"],
  ["destructive", "deletes", "taken, and messages go: at once, or at the next publish or restart"],
  [
    "replace",
    "replaces",
    "refused, or taken and paid for with messages, position or all at the next restart; a new one can have it",
  ],
  ["impossible", "impossible", "refused, dropped or ruinous, and a new one cannot have it either"],
  ["none", "nothing", "there is nothing to do, or the server's own value stays"],
  ["ignored", "ignored", "taken without a word and passed over, as the plan says"],
];

/** Writes the page of what changes are, server line by server line. */
export function renderVersions(seen: Seen): string {
  const { versions, cells } = seen;
  return page([
    generated(
      "test/golden/server-versions.json, which `npm run test:versions -- --update-golden` writes",
    ),
    "# Changes, server by server",
    `What real servers do with a change of each field: versions ${versions.join(", ")}, standalone, streams with messages. \`npm run test:versions\` makes every one of these ${cells.length} changes on each server and fails where the plan says anything else; \`npm test\` makes one for each row here.`,
    table(
      ["Word", "What the server does"],
      words.map(([, word, meaning]) => [word, meaning]),
    ),
    'An empty cell: that server cannot have what the change begins with. "Replaces" and "impossible" are refused by a plan as long as there is anything to lose.',
    "## Streams",
    changes(seen, "stream"),
    "## Consumers",
    changes(seen, "consumer"),
  ]);
}

/** One row for all changes of a field, in the same surroundings, that all servers answer in the same way. */
function changes({ versions, cells }: Seen, kind: SeenCell["kind"]): string {
  const own = cells.filter((cell) => cell.kind === kind);
  const rows = groups(own, ({ field, where, classes }) => JSON.stringify([field, where, classes]));
  const lines = versions.map((version) => shortVersion(version.replace(/\.\d+$/, ".0")));
  return table(
    ["Field", "With", "Change", ...lines],
    rows.flatMap((same) => {
      const [first] = same;
      return first === undefined ? [] : [row(first, same, own)];
    }),
  );
}

function row(
  { field, where, classes }: SeenCell,
  same: readonly SeenCell[],
  all: readonly SeenCell[],
): readonly string[] {
  const siblings = all.filter((cell) => cell.field === field && cell.where === where);
  const named =
    same.length === siblings.length && same.length > 2
      ? "any"
      : listed(same.map(({ change }) => change.replace(" -> ", " → ")));
  return [code(field), where, named, ...classes.map(word)];
}

/** As many as a cell can show; the file that the page is made of has them all. */
const listed = (changes: readonly string[]): string =>
  changes.length <= 8
    ? codes(changes)
    : `${codes(changes.slice(0, 6))} and ${changes.length - 6} more`;

const word = (seen: string | null): string => words.find(([name]) => name === seen)?.[1] ?? "";

function groups<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): readonly (readonly Item[])[] {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const group = found.get(key(item)) ?? [];
    group.push(item);
    found.set(key(item), group);
  }
  return [...found.values()];
}
