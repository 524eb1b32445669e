import type { Note } from "./note";
import type { Planned } from "./planDecisions";

/**
 * Says where the server differs from the declaration and the engine does not see it: it compares with its state, and the
 * state says that all is well. What a refresh would lead to is told as that, for nothing else happens.
 *
 * @param planned what happens once the engine sees it
 * @param isSeen whether the engine sees it by itself; not asked where nothing happens: most streams stay as they are
 * @returns what is true of a run without a refresh, and of one with it
 */
export function withDrift(planned: Planned, isSeen: () => boolean): Planned {
  const { asset, action, notes } = planned;
  if (action === "none" || action === "refuse" || isSeen()) return planned;
  return { ...planned, action: "drifted", notes: driftNotes(asset, action, notes) };
}

function driftNotes(
  asset: string,
  action: Planned["action"],
  notes: readonly Note[],
): readonly Note[] {
  if (action === "create") return [drift(asset, "deleted", "creates it again, without its data")];
  const losses = notes.filter(({ kind }) => kind === "destructive");
  const rest = notes.filter(({ kind }) => kind !== "destructive").map(({ text }) => text);
  const way = ["puts it right", ...rest.map((text) => `it ${text}`)].join(": ");
  return [
    ...losses.map((note) => ({ ...note, text: `with \`--refresh\`: ${note.text}` })),
    drift(asset, "changed", way),
  ];
}

const drift = (asset: string, what: "deleted" | "changed", way: string): Note => ({
  asset,
  kind: "drift",
  text: `was ${what} on the server since it was last deployed; a plain run does not see that, one with \`--refresh\` ${way}`,
});
