import { setTimeout as pause } from "node:timers/promises";
import { isDurable } from "../../../domain/migration/positions";
import type { ObservedStream } from "../../../domain/observed";
import { ownerKey } from "../../../domain/ownership";
import { streamAsset } from "../../../domain/assets";
import { isObject, ownValue } from "../../../domain/json";
import { ownFields } from "../../../domain/migration/forms";
import type { JetStream } from "../../../jetstream/connection";
import { listConsumers, updateConsumer } from "../../../jetstream/consumers";
import type { Resumed } from "../../../jetstream/resumeSources";
import { type BackedUpStream, stateOf } from "./manifest";
import { type Restoration, withMark } from "./restorePlan";

/** What a comparison with the backup has shown. */
export interface Verified {
  /** What lacks; none: all is there. */
  readonly faults: readonly string[];
  /** What differs for a reason. */
  readonly notes: readonly string[];
}

/** Servers of a cluster make the consumers of a restored stream one after the other, in milliseconds. */
const consumerMillis = 20_000;

/** Compares what was restored with what the backup says of it: messages, sequences, consumers. */
export async function verifyRestored(
  js: JetStream,
  { entry, name }: Restoration,
  { state }: ObservedStream,
): Promise<Verified> {
  const missing = await missingConsumers(js, name, entry.consumers);
  const { faults, notes } = compare(entry, state?.messages ?? 0, state?.lastSeq ?? "0");
  return {
    faults: [
      ...faults,
      ...missing.map(
        (consumer) =>
          `consumer "${consumer}" is missing: \`pulumi up\` makes it, from its beginning`,
      ),
    ],
    notes,
  };
}

async function missingConsumers(
  js: JetStream,
  stream: string,
  wanted: readonly string[],
): Promise<readonly string[]> {
  for (const end = Date.now() + (js.server.clustered ? consumerMillis : 0); ;) {
    const { consumers } = await listConsumers(js, stream);
    const there = new Set(consumers.map(({ name }) => name));
    const missing = wanted.filter((name) => !there.has(name));
    if (missing.length === 0 || Date.now() >= end) return missing;
    await pause(200);
  }
}

function compare(entry: BackedUpStream, messages: number, lastSeq: string): Verified {
  const then = stateOf(entry);
  const { max_age: age } = entry.config;
  const ages = typeof age === "number" && age > 0;
  const fewer =
    messages < then.messages ? `${messages} of ${then.messages} messages are there` : "";
  const more = messages - then.messages;
  return {
    faults: [
      ...(fewer !== "" && !ages ? [fewer] : []),
      ...(BigInt(lastSeq) < BigInt(then.lastSeq)
        ? [`its last sequence is ${lastSeq} and was ${then.lastSeq}`]
        : []),
    ],
    notes: [
      ...(fewer !== "" && ages ? [`${fewer}: the others were older than its maxAge`] : []),
      ...(more > 0 ? [`${more} more than when the snapshot was begun: they came meanwhile`] : []),
    ],
  };
}

/** Gives the consumers the marks that they shall have: the snapshot brings those of the stream it was taken from. */
export async function markConsumers(js: JetStream, { name, marks }: Restoration): Promise<void> {
  if (!marks) return;
  const { consumers } = await listConsumers(js, name);
  for (const consumer of consumers.filter(isDurable)) {
    const wanted = ownValue(marks.consumers, consumer.name);
    const { metadata } = consumer.config;
    const mark = isObject(metadata) ? metadata[ownerKey] : undefined;
    if (mark === wanted) continue;
    await updateConsumer(js, name, consumer.name, withMark(ownFields(consumer.config), wanted));
  }
}

/** What became of the sources of a stream whose origins a server may copy once more. */
export const sourceNotes = (resumed: readonly Resumed[]): readonly string[] =>
  resumed.map(({ origin, startSequence }) =>
    startSequence === undefined
      ? `nothing tells how far it had copied ${streamAsset(origin)}: what it has of that may come once more`
      : `goes on with message ${startSequence} of ${streamAsset(origin)}; this startSequence has to stay until that has come, or all before it is copied once more: \`pulumi up --refresh\` only then`,
  );
