import { consumerAsset, quoted, streamAsset } from "../assets";
import { consumerToWire } from "../consumer/consumer";
import { type Action, decideConsumer, decideStream, type DetailedDecision } from "./decision";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import { ownSubjects } from "../topology/flows";
import type { LiveServer } from "./live";
import { withCopy } from "../migration/underWay";
import type { Note } from "./note";
import { streamToWire } from "../stream/stream";

/** What a plan says of one declared stream or consumer; no action where it could not be found out. */
export interface Planned {
  readonly kind: "stream" | "consumer" | "bucket";
  readonly asset: string;
  readonly action: Action | "unchecked" | "invalid";
  readonly notes: readonly Note[];
  readonly refusals: readonly string[];
}

/** What was found wrong before anything is compared. */
export type Invalid = (asset: string) => boolean;

/** @returns the decision for a stream and for each of its consumers */
export function planStream(
  stream: StreamDeclaration,
  live: LiveServer | undefined,
  invalid: Invalid,
): readonly Planned[] {
  const planned = plannedStream(stream, live, invalid);
  return [
    planned,
    ...stream.consumers.map((consumer) => {
      const asset = consumerAsset(consumer.stream, consumer.name);
      if (invalid(asset)) {
        return without(asset, "consumer", "invalid");
      }
      return live && planned.action !== "unchecked"
        ? plannedConsumer(consumer, live, planned.action === "replace")
        : without(asset, "consumer", "unchecked");
    }),
  ];
}

function plannedStream(
  stream: StreamDeclaration,
  live: LiveServer | undefined,
  invalid: Invalid,
): Planned {
  const { name, config, policy } = stream;
  const asset = streamAsset(name);
  const found = live?.streams.find((other) => other.name === name);
  const observed = live && withCopy(name, found, live.streams);
  if (invalid(asset)) {
    return without(asset, "stream", "invalid");
  }
  if (!live) {
    return without(asset, "stream", "unchecked");
  }
  if (!observed && live.missing.includes(name)) {
    return { ...without(asset, "stream", "unchecked"), notes: [offlineNote(asset)] };
  }
  const decision = decideStream(
    { name, wire: streamToWire(name, config), policy },
    observed,
    live.facts,
    { ...live, consumers: live.consumers.filter((consumer) => consumer.stream === name) },
  );
  return planned("stream", asset, decision, creationText(stream));
}

/** What is there and cannot be read. */
export const offlineNote = (asset: string): Note => ({
  asset,
  kind: "unchecked",
  text: "is offline: the server knows it, but no server that holds it answers, so nothing was compared; wait until it is back",
});

function plannedConsumer(
  { stream, name, config, policy }: ConsumerDeclaration,
  live: LiveServer,
  withStream: boolean,
): Planned {
  const asset = consumerAsset(stream, name);
  const observed = live.consumers.find((other) => other.stream === stream && other.name === name);
  if (withStream && observed) {
    const text = "is deleted with its stream and created again, without its position";
    return {
      ...without(asset, "consumer", "replace"),
      notes: [{ asset, kind: "recreated", text }],
    };
  }
  const decision = decideConsumer(
    { stream, name, wire: consumerToWire(name, config), policy },
    observed,
    live.facts,
    live.streams.find((other) => other.name === stream),
  );
  return planned("consumer", asset, decision, "is created");
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
