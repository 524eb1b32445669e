import type { Note, NoteKind, Plan } from "./plan";

/** How a note is called in front of its line; the order is that in which they are told: what hurts comes first. */
const titles: readonly (readonly [NoteKind, string])[] = [
  ["destructive", "DELETES MESSAGES"],
  ["replace", "REPLACES"],
  ["migrate", "MIGRATES"],
  ["delete", "deletes"],
  ["recreated", "comes back empty"],
  ["drift", "drift"],
  ["warning", "WATCH OUT"],
  ["oneWay", "one-way"],
  ["stranger", "not declared"],
  ["takeBack", "takes back"],
  ["adopt", "adopts"],
  ["move", "moves"],
  ["update", "in place"],
  ["advice", "advice"],
  ["unchecked", "not checked"],
];

/**
 * What a plan says to a person, in one message: the summary, then a line per note. Creating what is new needs no line.
 *
 * @param absence why no server was read, where none was
 * @param server which one this is, where there are several
 */
export function planReport({ notes, summary }: Plan, absence?: string, server?: string): string {
  const lines = titles.flatMap(([kind, title]) =>
    notes.filter((note) => note.kind === kind).map((note) => line(title, note)),
  );
  const away =
    absence === undefined
      ? []
      : [`  not checked: ${absence}; until a server answers, nobody can tell ${unseen}`];
  return [
    `plan${server === undefined ? "" : ` for ${server}`}: ${summary}`,
    ...away,
    ...lines,
  ].join("\n");
}

const unseen =
  "what exists already and whose it is, what would change or be deleted, who else holds a subject, and whether the limits of server and account suffice";

const line = (title: string, { asset, text }: Note): string => `  ${title}: ${asset}: ${text}`;
