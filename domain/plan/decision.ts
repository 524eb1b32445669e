import { consumerAsset, streamAsset } from "../assets";
import { type Change, type ChangeClass, changeOf } from "../change";
import { planConsumerChange } from "../consumer/consumer";
import * as texts from "./decisionTexts";
import type { Around } from "../migration/obstacles";
import { fuller, isUnderWay } from "../migration/underWay";
import { consumerHolds, type Holding, streamHolds } from "./loss";
import { type Migration, planMigration, resumedMigration } from "./migration";
import type { Note } from "./note";
import type { ObservedConsumer, ObservedStream, WireConfig } from "../observed";
import { ownerOf, sameStack, withoutMarks } from "../ownership";
import type { Policy } from "../policy";
import { problemLines } from "../problem";
import type { ServerFacts } from "../server";
import { planStreamChange, streamCreateProblems } from "../stream/stream";

/**
 * What to do: `adopt` marks as ours what nobody marked, `takeBack` what this stack marked and lost from its state or
 * renamed, both with the changes; `replace` deletes and creates, `migrate` copies; `refuse` does nothing, for the reasons in `refusals`.
 */
export type Action =
  "create" | "none" | "update" | "adopt" | "takeBack" | "replace" | "migrate" | "refuse";

/** What create or update will do with one stream or consumer. */
export interface Decision {
  readonly action: Action;
  readonly change: Change;
  /** What a person should know; each reads on after `stream "ORDERS": `. */
  readonly notes: readonly string[];
  /** Why nothing is done, each complete, the name of the stream or consumer in front; all of them, never only the first. */
  readonly refusals: readonly string[];
}

/** A decision whose notes are told apart by kind. */
export interface DetailedDecision extends Decision {
  readonly details: readonly Omit<Note, "asset">[];
}

/** A stream or consumer as declared. */
export interface DeclaredAsset {
  readonly name: string;
  /** Complete config with the owner mark. */
  readonly wire: WireConfig;
  readonly policy: Policy;
  /**
   * Whether the caller's state file holds it. True: a mark that is missing was taken away by hand, which makes it no
   * stranger's. False: what carries our mark was lost from the state. Absent: not known, as in the program's plan.
   */
  readonly owned?: boolean;
}

/** A declaration that met something live. */
export interface Found {
  readonly asset: string;
  readonly declared: DeclaredAsset;
  readonly config: WireConfig;
  /** What a replacement would delete. */
  readonly holding: Holding;
  /** What a server would refuse after a replacement had deleted it. */
  readonly atCreation: readonly string[];
  /** What differs, with our marks or without them. */
  readonly change: (marks: "marked" | "bare") => Change;
  /** What making it anew by copying means; absent where nothing is copied. */
  readonly migration?: (change: Change) => Migration;
  /** The stream where it is in the middle of that. */
  readonly underWay?: ObservedStream;
}

/**
 * @param around what else lives on the server; absent: not known here
 * @returns what to do with a stream; what is not known of its messages never refuses anything
 */
export function decideStream(
  declared: DeclaredAsset,
  observed: ObservedStream | undefined,
  server: ServerFacts,
  around?: Around,
): DetailedDecision {
  if (!observed) {
    return creation(declared, "stream", refusedAtCreation(declared));
  }
  return decideFound({
    asset: streamAsset(declared.name),
    declared,
    config: observed.config,
    holding: streamHolds(observed.state),
    atCreation: refusedAtCreation(declared),
    ...(isUnderWay(observed) && { underWay: observed }),
    migration: (change) =>
      planMigration(observed, declared.wire, change, declared.policy, server, around),
    change: (marks) =>
      marks === "marked"
        ? planStreamChange(declared.wire, observed, server)
        : planStreamChange(withoutMarks(declared.wire), bare(observed), server),
  });
}

/** @returns what to do with a consumer; its position counts as data */
export function decideConsumer(
  declared: DeclaredAsset & { readonly stream: string },
  observed: ObservedConsumer | undefined,
  server: ServerFacts,
  stream?: ObservedStream,
): DetailedDecision {
  if (!observed) {
    return creation(declared, "consumer", []);
  }
  return decideFound({
    asset: consumerAsset(declared.stream, declared.name),
    declared,
    config: observed.config,
    holding: consumerHolds(observed.state),
    atCreation: [],
    change: (marks) =>
      marks === "marked"
        ? planConsumerChange(declared.wire, observed, server, stream)
        : planConsumerChange(withoutMarks(declared.wire), bare(observed), server, stream),
  });
}

/**
 * The last guard before a stream is deleted.
 *
 * @param policy that with which it was last deployed
 * @param replacing whether it is to be made again
 * @returns whether it may go; the sentence is complete and says what goes or why it stays
 */
export function decideStreamDelete(
  observed: ObservedStream,
  policy: Policy,
  replacing: boolean,
): { readonly allowed: boolean; readonly sentence: string } {
  const { holds, messages } = streamHolds(fuller(observed).state);
  const asset = streamAsset(observed.name);
  const kept = replacing ? texts.keptFromReplacement(asset, holds, policy) : undefined;
  if (kept !== undefined) return { allowed: false, sentence: kept };
  const allowed = !messages || policy.dataLoss === "allow";
  return { allowed, sentence: texts.deletion(asset, holds, allowed) };
}

const bare = <Observed extends { readonly config: WireConfig }>(observed: Observed): Observed => ({
  ...observed,
  config: withoutMarks(observed.config),
});

/** @returns to create what is not there, or why not */
export function creation(
  { owned }: DeclaredAsset,
  kind: "stream" | "consumer",
  refusals: readonly string[],
): DetailedDecision {
  const details = owned === true ? [{ kind: "recreated" as const, text: texts.gone(kind) }] : [];
  return decision(refusals.length > 0 ? "refuse" : "create", changeOf([]), details, refusals);
}

const refusedAtCreation = ({ name, wire }: DeclaredAsset): readonly string[] =>
  problemLines(streamCreateProblems(name, wire));

/** @returns what to do with a declaration that met something live */
export function decideFound(found: Found): DetailedDecision {
  const [own, live] = [ownerOf(found.declared.wire), ownerOf(found.config)];
  if (live === undefined) {
    return found.declared.owned === true ? reconciled(found) : adoption(found);
  }
  if (own === undefined || !(own === live || sameStack(own, live))) {
    return decision("refuse", changeOf([]), [], [texts.foreign(found.asset, live)]);
  }
  return reconciled(found, live === own ? undefined : live);
}

/** What nobody marked: taken as it is where it is equal, changed in place only where that was asked for. */
function adoption({ asset, declared, holding, change }: Found): DetailedDecision {
  const differences = change("bare");
  const inPlace = differences.class === "none" || differences.class === "update";
  if (inPlace && (differences.class === "none" || declared.policy.adopt)) {
    const text = texts.adopted(differences, holding.holds);
    return decision("adopt", differences, [{ kind: "adopt", text }], []);
  }
  const refusal = inPlace
    ? texts.needsAdopt(asset, differences)
    : texts.cannotAdopt(asset, differences);
  return decision("refuse", differences, [], [refusal]);
}

/**
 * What is ours.
 *
 * @param former the mark it carries, where that names another resource of this stack
 */
function reconciled(found: Found, former?: string): DetailedDecision {
  const { declared, asset, holding } = found;
  const change = found.change("marked");
  if (found.underWay) {
    const { details } = resumedMigration(found.underWay);
    return decision("migrate", change, details, []);
  }
  const migration = migrationOf(found, change);
  const takenBack = former !== undefined || declared.owned === false;
  const back = takenBack
    ? [{ kind: "takeBack" as const, text: texts.takenBack(holding.holds, former) }]
    : [];
  const refusals = [
    ...texts.refusals(asset, change, holding, declared.policy, copying(found, migration)),
    ...(migration?.refusals ?? []),
    ...(change.class === "replace" ? found.atCreation : []),
  ];
  const plain = migration ? "migrate" : actionOf(change.class);
  const action = takenBack && plain !== "replace" && plain !== "migrate" ? "takeBack" : plain;
  const notes = texts.changeNotes(migration ? withoutReplacing(change) : change, holding.holds);
  const details = [...back, ...(migration?.details ?? []), ...notes];
  return decision(refusals.length > 0 ? "refuse" : action, change, details, refusals);
}

/** Nothing is copied where nothing would be lost: what holds nothing is created anew. */
const migrationOf = (
  { declared, holding, migration }: Found,
  change: Change,
): Migration | undefined =>
  declared.policy.onImmutableChange === "migrate" &&
  holding.holds !== undefined &&
  change.fields.some((field) => field.class === "replace")
    ? migration?.(change)
    : undefined;

const copying = (found: Found, migration: Migration | undefined): "no" | "offered" | "done" => {
  if (migration) return "done";
  return found.migration ? "offered" : "no";
};

const withoutReplacing = ({ fields }: Change): Change =>
  changeOf(fields.filter((field) => field.class !== "replace"));

function actionOf(worst: ChangeClass): Action {
  switch (worst) {
    case "none":
      return "none";
    case "update":
    case "oneWay":
    case "destructive":
      return "update";
    case "replace":
      return "replace";
    case "impossible":
      return "refuse";
    default:
      return worst satisfies never;
  }
}

const decision = (
  action: Action,
  change: Change,
  details: DetailedDecision["details"],
  refusals: readonly string[],
): DetailedDecision => ({
  action,
  change,
  details,
  notes: details.map(({ text }) => text),
  refusals,
});
