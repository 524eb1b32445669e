import type { Note, NoteKind } from "../plan/note";
import type { Refusal } from "../plan/plan";
import type { Policy } from "../policy";

/** What a change of servers comes to. */
export type Finding =
  /** Data goes, or goes out of reach: refused unless data may be lost. */
  | {
      readonly kind: "loss";
      readonly path: string;
      readonly text: string;
      /** What to do instead. */
      readonly wayOut: string;
      /** What to do afterwards, where the loss is allowed. */
      readonly afterwards: string;
    }
  /** It cannot be done at all. */
  | { readonly kind: "impossible"; readonly path: string; readonly text: string }
  | { readonly kind: "note"; readonly as: NoteKind; readonly path: string; readonly text: string };

/** Findings as a plan tells them. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  readonly notes: readonly Note[];
}

/** @param asset what all of it is about: `cluster "nats"` */
export function verdictOf(asset: string, findings: readonly Finding[], policy: Policy): Verdict {
  const all = findings.map((finding) => judged(asset, finding, policy));
  return {
    refusals: all.flatMap(({ refusals }) => refusals),
    notes: all.flatMap(({ notes }) => notes),
  };
}

function judged(asset: string, finding: Finding, policy: Policy): Verdict {
  const text = `${finding.path}: ${finding.text}`;
  const refused = (reason: string): Verdict => ({
    refusals: [{ asset, sentence: `${asset}: ${reason}` }],
    notes: [],
  });
  const told = (kind: NoteKind, note: string): Verdict => ({
    refusals: [],
    notes: [{ asset, kind, text: note }],
  });
  switch (finding.kind) {
    case "loss":
      return policy.dataLoss === "allow"
        ? told("destructive", `${text}; ${finding.afterwards}`)
        : refused(
            `${text}; ${finding.wayOut}, or set \`nats-stack:dataLoss: allow\` for the stack`,
          );
    case "impossible":
      return refused(text);
    case "note":
      return told(finding.as, text);
    default:
      return finding satisfies never;
  }
}
