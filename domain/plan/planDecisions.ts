import { consumerAsset, quoted, streamAsset } from "../assets";
import { consumerToWire } from "../consumer/consumer";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import { streamToWire } from "../stream/stream";
import { ownSubjects } from "../topology/flows";
import { lossOf } from "./bound";
import { type Action, decideConsumer, decideStream, type DetailedDecision } from "./decision";
import { withDrift } from "./drift";
import { engineChangesConsumer, engineChangesStream, type KnownState } from "./known";
import { isMissing, liveConsumers, type LiveServer, liveStream, liveWithCopy } from "./live";
import type { Note } from "./note";
import { planPurge, unseenPurge } from "./planPurge";
import { queueRefusals } from "./queueReaders";

/**
 * What a plan says of one declared stream or consumer; no action where it could not be found out, and `drifted` where only
 * a run with a refresh does anything.
 */
export interface Planned {
  readonly kind: "stream" | "consumer" | "bucket";
  readonly asset: string;
  readonly action: Action | "drifted" | "unchecked" | "invalid";
  readonly notes: readonly Note[];
  readonly refusals: readonly string[];
  /** How many messages go; absent where that is not known. */
  readonly loss?: number;
}

/** What was found wrong before anything is compared. */
export type Invalid = (asset: string) => boolean;

/** What a declaration is compared with. */
export interface View {
  /** Absent where no server answered. */
  readonly live: LiveServer | undefined;
  /** What the state file holds; absent where nobody could tell. */
  readonly known: KnownState | undefined;
  readonly invalid: Invalid;
}

/** The same where a server answered. */
interface LiveView extends View {
  readonly live: LiveServer;
}

/** @returns the decision for a stream and for each of its consumers */
export function planStream(stream: StreamDeclaration, view: View): readonly Planned[] {
  const { live } = view;
  const planned = plannedStream(stream, view);
  return [
    planned,
    ...stream.consumers.map((consumer) => {
      const asset = consumerAsset(consumer.stream, consumer.name);
      if (view.invalid(asset)) {
        return without(asset, "consumer", "invalid");
      }
      if (!live || planned.action === "unchecked") {
        return without(asset, "consumer", "unchecked");
      }
      const anew = planned.action === "replace";
      const found = plannedConsumer(consumer, { ...view, live }, anew);
      return anew ? found : refusing(found, queueRefusals(stream, consumer, live));
    }),
  ];
}

/** What is refused does not happen: only that is told. */
const refusing = (one: Planned, refusals: readonly string[]): Planned =>
  refusals.length === 0
    ? one
    : { ...one, action: "refuse", notes: [], refusals: [...one.refusals, ...refusals] };

function plannedStream(stream: StreamDeclaration, view: View): Planned {
  const { live } = view;
  const asset = streamAsset(stream.name);
  if (view.invalid(asset)) {
    return without(asset, "stream", "invalid");
  }
  if (!live) {
    return without(asset, "stream", "unchecked");
  }
  if (!liveWithCopy(live, stream.name) && live.missing.includes(stream.name)) {
    const notes = [offlineNote(asset), ...unseenPurge(stream, view.known)];
    return { ...without(asset, "stream", "unchecked"), notes };
  }
  return comparedStream(stream, { ...view, live });
}

/** What is there and cannot be read. */
export const offlineNote = (asset: string): Note => ({
  asset,
  kind: "unchecked",
  text: "is offline: the server knows it, but no server that holds it answers, so nothing was compared; wait until it is back: an update sent now stays without an answer and is applied later",
});

function comparedStream(stream: StreamDeclaration, { live, known }: LiveView): Planned {
  const { name, config, policy } = stream;
  const asset = streamAsset(name);
  const observed = liveWithCopy(live, name);
  const last = known?.get(asset);
  const decision = decideStream(
    { name, wire: streamToWire(name, config), policy, ...owned(known, asset) },
    observed,
    live.facts,
    { ...live, consumers: liveConsumers(live, name) },
  );
  const told = withDrift(
    planned("stream", asset, decision, creationText(stream)),
    () => last === undefined || engineChangesStream(stream, last, live.facts),
  );
  const purge = planPurge(stream, observed, known);
  const loss = lossOf(decision, observed?.state, purge.purges);
  return {
    ...told,
    action: told.action === "none" && purge.purges ? "update" : told.action,
    notes: [...(told.action === "refuse" ? [] : purge.notes), ...told.notes],
    refusals: [...told.refusals, ...purge.refusals],
    ...(loss !== undefined && { loss }),
  };
}

const owned = (known: KnownState | undefined, asset: string): { readonly owned?: boolean } =>
  known ? { owned: known.has(asset) } : {};

function plannedConsumer(
  consumer: ConsumerDeclaration,
  { live, known }: LiveView,
  withStream: boolean,
): Planned {
  const { stream, name, config, policy } = consumer;
  const asset = consumerAsset(stream, name);
  const observed = liveConsumers(live, stream).find((other) => other.name === name);
  if (withStream && observed) {
    const text = "is deleted with its stream and created again, without its position";
    return {
      ...without(asset, "consumer", "replace"),
      notes: [{ asset, kind: "recreated", text }],
    };
  }
  if (isMissing(live, stream, name)) {
    return { ...without(asset, "consumer", "unchecked"), notes: [offlineNote(asset)] };
  }
  const last = known?.get(asset);
  const decision = decideConsumer(
    { stream, name, wire: consumerToWire(name, config), policy, ...owned(known, asset) },
    observed,
    live.facts,
    liveStream(live, stream),
  );
  return withDrift(
    planned("consumer", asset, decision, "is created"),
    () => last === undefined || engineChangesConsumer(consumer, last, live.facts),
  );
}

/** @param created what a creation is told as */
export function planned(
  kind: Planned["kind"],
  asset: string,
  { action, details, refusals }: DetailedDecision,
  created: string,
): Planned {
  const told =
    action === "create" && details.length === 0
      ? [{ kind: "create" as const, text: created }]
      : details;
  // what is refused does not happen; the refusals say it all
  const notes = action === "refuse" ? [] : told.map((detail) => ({ asset, ...detail }));
  return { kind, asset, action, notes, refusals };
}

/** What is not compared. */
export const without = (
  asset: string,
  kind: Planned["kind"],
  action: Planned["action"],
): Planned => ({
  kind,
  asset,
  action,
  notes: [],
  refusals: [],
});

function creationText(stream: StreamDeclaration): string {
  const { mirror, sources = [] } = stream.config;
  const subjects = ownSubjects(stream);
  const parts = [
    ...(subjects.length > 0 ? [`for ${quoted(subjects)}`] : []),
    ...(mirror ? [`as a mirror of "${mirror.name}"`] : []),
    ...(sources.length > 0 ? [`with copies from ${quoted(sources.map(({ name }) => name))}`] : []),
  ];
  return `is created, ${parts.join(", ")}`;
}
