import type { ChangeContext, Mutability, Verdict } from "./fields";

/** A change that is made in place and costs nothing but what the reason says. */
export const update = (reason: string): Verdict => ({ class: "update", reason });

/** A change that is made in place, deletes nothing, and does what hardly anybody means. */
export const surprising = (reason: string): Verdict => ({ class: "update", reason, warns: true });

/** A change that needs the asset deleted and made anew. */
export const replace = (reason: string): Verdict => ({ class: "replace", reason });

/** A change that is made in place and cannot be undone there. */
export const oneWay = (reason: string): Verdict => ({ class: "oneWay", reason });

/** A change that this server refuses, or takes to the asset's ruin. */
export const impossible = (reason: string): Verdict => ({ class: "impossible", reason });

/** A change that deletes messages; how many, where that is known. */
export const destructive = (
  reason: string,
  deleted: Pick<Verdict, "messagesDeleted" | "certainty" | "bytesDeleted"> = {},
): Verdict => ({ class: "destructive", reason, ...deleted });

/** A field that may change at any time. */
export const inPlace = (note = "changes in place"): Mutability<ChangeContext> => ({
  summary: note === "changes in place" ? "in place" : `in place: ${note}`,
  judge: () => update(note),
});

/** A field that is fixed once the asset exists. */
export const fixed = (what: string, why: string): Mutability<ChangeContext> => ({
  summary: `replaces the ${what}: ${why}`,
  judge: () => replace(`${why}; the ${what} is replaced`),
});
