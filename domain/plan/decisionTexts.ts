import type { Change, FieldChange } from "../change";
import { differencesOf } from "./differences";
import type { Holding } from "./loss";
import type { Note } from "./note";
import { ownerKey } from "../ownership";
import type { Policy } from "../policy";

const adoptWay = "set adopt: true on the stream or `nats-stack:adopt: true` for the stack";
const recreateWay =
  'set onImmutableChange: "recreate" on the stream, or `nats-stack:onImmutableChange: recreate` for the stack';
/** What is left where copying is none. */
export const instead = `to delete it and create it again, ${recreateWay}`;
const migrateWay = 'to keep its messages, set onImmutableChange: "migrate"';
export const lossWay =
  'set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack';

/** @returns `maxAge from "1d" to "7d"`; of an object only the keys that differ, `consumerLimits.maxAckPending from 1 to 2` */
const difference = (change: Pick<FieldChange, "field" | "from" | "to">): string =>
  differencesOf(change)
    .map(({ field, from, to }) => `${field} from ${from} to ${to}`)
    .join(", ");

const differences = (fields: readonly FieldChange[]): string => fields.map(difference).join(", ");

export const explained = (fields: readonly FieldChange[]): string =>
  fields
    .map((field) => {
      const reason = ownWords(field.reason);
      return reason === "" ? difference(field) : `${difference(field)} (${reason})`;
    })
    .join(", ");

/** A reason without what the sentence around it says already. */
const ownWords = (reason: string): string =>
  reason.replace(
    /^changes in place(; )?|; the (stream|consumer|bucket|object store) is replaced( and its position .* is lost)?$/g,
    "",
  );

const ofClass = ({ fields }: Change, wanted: FieldChange["class"]): readonly FieldChange[] =>
  fields.filter((field) => field.class === wanted);

/** What the state file knew is not there any more. */
export const gone = (kind: "stream" | "consumer"): string =>
  kind === "stream"
    ? "was gone from the server; it is created again, without its messages"
    : "was gone from the server; it is created again, and begins from its deliver policy";

export const foreign = (asset: string, owner: string): string =>
  `${asset}: exists already and belongs to "${owner}" (project/stack/resource); rename it here, or release it there and remove its metadata "${ownerKey}" from the server to take it over`;

export function adopted(change: Change, holds?: string): string {
  const data = holds === undefined ? "" : `, with its ${holds}`;
  return change.class === "none"
    ? `exists already, unmarked and equal to the declaration; it is adopted as it is${data}`
    : `exists already, unmarked; it is adopted${data}, and changed in place: ${differences(change.fields)}`;
}

export const needsAdopt = (asset: string, change: Change): string =>
  `${asset}: exists already, unmarked, and differs from the declaration: ${differences(change.fields)}; to take it over with these changes, ${adoptWay}; else declare it as it is, or under another name`;

export const cannotAdopt = (asset: string, change: Change): string =>
  `${asset}: exists already, unmarked, and is not taken over, for more than changes in place would be needed: ${explained(change.fields)}; declare it as it is, declare it under another name, or delete it by hand`;

export const takenBack = (holds?: string, former?: string): string =>
  `${former === undefined ? "carries the mark of this stack but was lost from its state" : `carries the mark of "${former}", a resource of this stack`}; it is taken back${holds === undefined ? "" : ` with its ${holds}`}`;

/** What a change of our own stream or consumer does, by kind; a replacement makes all else vanish. */
export function changeNotes(change: Change, holds?: string): readonly Omit<Note, "asset">[] {
  const replace = ofClass(change, "replace");
  if (replace.length > 0) {
    const goes = holds === undefined ? "" : `; this deletes its ${holds}`;
    return [
      { kind: "replace", text: `is deleted and created again: ${explained(replace)}${goes}` },
    ];
  }
  const [all, oneWay] = [ofClass(change, "update"), ofClass(change, "oneWay")];
  const update = all.filter(({ warns }) => !warns);
  return [
    ...(update.length > 0
      ? [{ kind: "update" as const, text: `changes in place: ${explained(update)}` }]
      : []),
    ...(oneWay.length > 0
      ? [{ kind: "oneWay" as const, text: `changes for good: ${explained(oneWay)}` }]
      : []),
    ...change.fields
      .filter(({ warns }) => warns)
      .map((field) => ({
        kind: "warning" as const,
        text: `${difference(field)}: ${field.reason}`,
      })),
    ...ofClass(change, "destructive").map((field) => ({
      kind: "destructive" as const,
      text: `${difference(field)}: ${field.reason}`,
      deletes: deletedBy(field),
    })),
  ];
}

const deletedBy = ({
  messagesDeleted,
  certainty,
  bytesDeleted,
}: FieldChange): NonNullable<Note["deletes"]> => ({
  ...(messagesDeleted !== undefined && { messagesDeleted }),
  ...(certainty !== undefined && { certainty }),
  ...(bytesDeleted !== undefined && { bytesDeleted }),
});

/**
 * Every reason not to do what a change of our own stream or consumer asks for.
 *
 * @param copying whether what no server changes in place could be done by copying, or is
 */
export function refusals(
  asset: string,
  change: Change,
  { holds, messages }: Holding,
  policy: Policy,
  copying: "no" | "offered" | "done" = "no",
): readonly string[] {
  const guarded = policy.dataLoss === "refuse" && holds !== undefined;
  const ways = replacementWays(policy);
  const offer = copying === "offered" ? `; ${migrateWay}` : "";
  const replace = ofClass(change, "replace");
  const destructive = ofClass(change, "destructive").filter((field) => field.messagesDeleted !== 0);
  return [
    ...ofClass(change, "impossible").map(
      (field) => `${asset}: ${difference(field)} is not possible: ${field.reason}`,
    ),
    ...(holds !== undefined && ways !== undefined && replace.length > 0 && copying !== "done"
      ? [
          `${asset}: cannot change in place: ${explained(replace)}; replacing it would delete its ${holds}; ${ways}${offer}`,
        ]
      : []),
    ...(guarded && (replace.length === 0 || copying === "done") && messages
      ? destructive.map(
          (field) =>
            `${asset}: ${difference(field)}: ${field.reason}; it holds ${holds}; ${lossWay}`,
        )
      : []),
  ];
}

/** What is still to be said before something that holds anything may be replaced; undefined where all is said. */
function replacementWays({ dataLoss, onImmutableChange }: Policy): string | undefined {
  const missing = [
    ...(onImmutableChange === "recreate" ? [] : [recreateWay]),
    ...(dataLoss === "refuse" ? [lossWay] : []),
  ];
  return missing.length > 0 ? missing.join(", and ") : undefined;
}

/** Why something is not deleted to be created again; undefined where it may. */
export function keptFromReplacement(
  asset: string,
  holds: string | undefined,
  policy: Policy,
): string | undefined {
  const ways = replacementWays(policy);
  return holds === undefined || ways === undefined
    ? undefined
    : `${asset}: replacing it would delete its ${holds}; ${ways}`;
}

export function deletion(asset: string, holds: string | undefined, allowed: boolean): string {
  if (holds === undefined) {
    return `${asset}: is deleted`;
  }
  return allowed
    ? `${asset}: is deleted with its ${holds}`
    : `${asset}: holds ${holds}, which would be deleted with it; ${lossWay}, run \`pulumi up\`, then delete it`;
}
