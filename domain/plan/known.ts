import { planConsumerChange } from "../consumer/consumer";
import { consumerToWire } from "../consumer/consumerWire";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import type { JsonObject } from "../json";
import type { Policy } from "../policy";
import type { ServerFacts } from "../server";
import { planStreamChange, streamToWire } from "../stream/stream";

/** A stream or consumer as the state file has it: as it was last deployed, or as a refresh found it. */
export interface Known {
  /** In the declared form. */
  readonly config: JsonObject;
  readonly policy: Policy;
  readonly purge?: string;
}

/** What the state file holds for one server, by the texts of `streamAsset` and `consumerAsset`. */
export type KnownState = ReadonlyMap<string, Known>;

/** @returns whether the engine, which compares with the state alone, does anything about a stream */
export function engineChangesStream(
  { name, config, policy, purge }: StreamDeclaration,
  known: Known,
  server: ServerFacts,
): boolean {
  const last = { name, config: streamToWire(name, known.config), created: "" };
  return (
    purge !== known.purge ||
    !samePolicy(policy, known.policy) ||
    planStreamChange(streamToWire(name, config), last, server).class !== "none"
  );
}

/** @returns whether the engine does anything about a consumer */
export function engineChangesConsumer(
  { stream, name, config, policy }: ConsumerDeclaration,
  known: Known,
  server: ServerFacts,
): boolean {
  const last = { stream, name, config: consumerToWire(name, known.config), created: "" };
  return (
    !samePolicy(policy, known.policy) ||
    planConsumerChange(consumerToWire(name, config), last, server).class !== "none"
  );
}

const samePolicy = (a: Policy, b: Policy): boolean =>
  a.adopt === b.adopt && a.dataLoss === b.dataLoss && a.onImmutableChange === b.onImmutableChange;
