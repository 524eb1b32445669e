import type { Planned } from "./planDecisions";
import type { Note } from "./note";

/**
 * What a person has to know where the server differs from the declaration and the engine does not see it: it compares
 * with its state, and the state says that all is well.
 *
 * @param unseen whether the engine does nothing about it by itself
 */
export function driftNote(
  asset: string,
  action: Planned["action"],
  unseen: boolean,
): readonly Note[] {
  if (!unseen || action === "none" || action === "refuse") return [];
  const text =
    action === "create"
      ? "was deleted on the server since it was last deployed; a plain run does not see that, one with `--refresh` creates it again"
      : "was changed on the server since it was last deployed; a plain run does not see that, one with `--refresh` puts it right";
  return [{ asset, kind: "drift", text }];
}
