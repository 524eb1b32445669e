import { certaintyWords } from "../stream/measured";
import type { Note, NoteKind } from "./note";

/** Notes of a plan by what they mean, in this order: what hurts comes first. Open groups are not folded away. */
export const noteGroups: readonly {
  readonly title: string;
  readonly kinds: readonly NoteKind[];
  readonly open?: true;
}[] = [
  { title: "Deletes messages", kinds: ["destructive"], open: true },
  { title: "Replaced: deleted and created again", kinds: ["replace"], open: true },
  { title: "Deleted", kinds: ["delete"], open: true },
  { title: "Comes back empty", kinds: ["recreated"], open: true },
  { title: "Made anew by copying, with its messages", kinds: ["migrate"], open: true },
  { title: "Watch out", kinds: ["warning"], open: true },
  { title: "Cannot be undone", kinds: ["oneWay"], open: true },
  { title: "Changed on the server, not by this stack", kinds: ["drift"], open: true },
  { title: "Adopted or taken back", kinds: ["adopt", "takeBack"] },
  { title: "Changed in place", kinds: ["update"] },
  { title: "Subjects that move", kinds: ["move"] },
  { title: "Created", kinds: ["create"] },
  { title: "Advice", kinds: ["advice", "stranger"] },
  { title: "Not checked", kinds: ["unchecked"] },
];

/** @returns how many messages go, as far as that is known: "about 12" */
export const messagesOf = ({ deletes }: Note): string =>
  deletes?.messagesDeleted === undefined
    ? "not known"
    : `${certaintyWords[deletes.certainty ?? "exactly"]}${deletes.messagesDeleted}`;
