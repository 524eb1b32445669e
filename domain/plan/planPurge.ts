import { streamAsset } from "../assets";
import type { StreamDeclaration } from "../declare";
import type { ObservedStream } from "../observed";
import type { KnownState } from "./known";
import { streamHolds } from "./loss";
import type { Note } from "./note";

/** What a purge text does in this deployment. */
export interface PlannedPurge {
  readonly purges: boolean;
  readonly notes: readonly Note[];
  readonly refusals: readonly string[];
}

const none: PlannedPurge = { purges: false, notes: [], refusals: [] };

/** A text that differs from the one of the last deployment empties the stream. One that is created has nothing to lose. */
export function planPurge(
  { name, purge, config }: StreamDeclaration,
  observed: ObservedStream | undefined,
  known: KnownState | undefined,
): PlannedPurge {
  const asset = streamAsset(name);
  const news = newsOf(asset, purge, known);
  if (news === undefined || observed === undefined) return none;
  if (news === "unknown") return { ...none, notes: [unknownNote(asset, purge)] };
  if (config.denyPurge === true || observed.config["deny_purge"] === true) {
    const sentence = `${asset}: purge: the text is new, but the stream denies purging, which is not to be undone; put the former text back, or leave it out`;
    return { ...none, refusals: [sentence] };
  }
  const { state } = observed;
  const { holds } = streamHolds(state && { ...state, consumers: 0 });
  if (holds === undefined) return { ...none, purges: true };
  const text = `purge text ${JSON.stringify(purge)} is new: the stream is emptied of its ${holds}, once`;
  const deletes = state && { messagesDeleted: state.messages, bytesDeleted: state.bytes };
  return {
    purges: true,
    notes: [{ asset, kind: "destructive", text, ...(deletes && { deletes }) }],
    refusals: [],
  };
}

/** @returns whether a text is another than at the last deployment; undefined where it is not, or there was none */
function newsOf(
  asset: string,
  purge: string | undefined,
  known: KnownState | undefined,
): "new" | "unknown" | undefined {
  if (purge === undefined) return undefined;
  if (!known) return "unknown";
  const last = known.get(asset);
  return last && purge !== last.purge ? "new" : undefined;
}

const unknownNote = (asset: string, purge: string | undefined): Note => ({
  asset,
  kind: "unchecked",
  text: `is emptied if its purge text ${JSON.stringify(purge)} is another than at the last deployment, which could not be found out`,
});

/** @returns what a purge text does to a stream that is there and could not be read: it is emptied all the same */
export function unseenPurge(
  { name, purge }: StreamDeclaration,
  known: KnownState | undefined,
): readonly Note[] {
  const asset = streamAsset(name);
  const news = newsOf(asset, purge, known);
  if (news === undefined) return [];
  if (news === "unknown") return [unknownNote(asset, purge)];
  const text = `purge text ${JSON.stringify(purge)} is new: the stream is emptied, once, of what it holds then, which could not be asked`;
  return [{ asset, kind: "destructive", text }];
}
