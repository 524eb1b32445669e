import {
  bucketAsset,
  type BucketId,
  planBucketChange,
  streamNameOf,
} from "../domain/bucket/bucket";
import { planConsumerChange } from "../domain/consumer/consumer";
import { keepingStart } from "../domain/consumer/consumerStart";
import type { Change } from "../domain/change";
import type { Decision } from "../domain/plan/decision";
import type { ObservedConsumer, ObservedStream, WireConfig } from "../domain/observed";
import { planStreamChange } from "../domain/stream/stream";
import type { Tell } from "./awaitReplicas";
import type { JetStream } from "./connection";
import { createConsumer, observeConsumer, pauseConsumer, updateConsumer } from "./consumers";
import { ChangedMeanwhile, ServerRefusal, Unanswered } from "./errors";
import { createStream, observeStream, updateStream } from "./streams";
import { updateInOrder } from "./updateInOrder";

/** What a decision can ask for, for one kind of asset. */
interface Steps<Found> {
  /** `stream "ORDERS"` */
  readonly label: string;
  /** err_code of "there is one of that name with another config". */
  readonly taken: number;
  readonly create: () => Promise<Found>;
  readonly update: () => Promise<Found>;
  readonly look: () => Promise<Found | undefined>;
  /** What is left to change. */
  readonly compare: (found: Found) => Promise<Change>;
}

/**
 * Carries out what was decided for a stream; nothing is decided here.
 *
 * @param wire complete config as it shall be
 * @param found what the decision was made from; absent for a stream that was not there
 * @param tell is told how far the servers of a cluster are with moving or copying it
 * @returns the stream as the server tells it afterwards
 * @throws ChangedMeanwhile where somebody else created it since; Unanswered where a change stayed without an answer and
 *   a look afterwards did not show it done; RangeError for a decision that is none to carry out
 */
export function applyStream(
  js: JetStream,
  name: string,
  wire: WireConfig,
  decision: Decision,
  found?: ObservedStream,
  tell: Tell = () => undefined,
): Promise<ObservedStream> {
  return carryOut(decision, found, {
    label: `stream "${name}"`,
    taken: 10058,
    create: () => createForGood(js, name, wire, decision),
    update: () => updateInOrder(js, name, wire, decision.change, found, tell),
    look: () => observeStream(js, name),
    compare: async (observed) => planStreamChange(wire, observed, await js.facts()),
  });
}

/** Carries out what was decided for a bucket, on its stream: see {@link applyStream}. */
export function applyBucket(
  js: JetStream,
  bucket: BucketId,
  wire: WireConfig,
  decision: Decision,
  found?: ObservedStream,
  tell: Tell = () => undefined,
): Promise<ObservedStream> {
  const name = streamNameOf(bucket);
  return carryOut(decision, found, {
    label: bucketAsset(bucket),
    taken: 10058,
    create: () => createForGood(js, name, wire, decision),
    update: () => updateInOrder(js, name, wire, decision.change, found, tell),
    look: () => observeStream(js, name),
    compare: async (observed) => planBucketChange(bucket, wire, observed, await js.facts()),
  });
}

/**
 * Creates a stream. Where its files are still there, for a server could not read what describes it, the stream comes
 * back with its messages, yet its description stays as it is and the next restart loses it again: only an update writes
 * it (seen on 2.10 to 2.15).
 */
async function createForGood(
  js: JetStream,
  name: string,
  wire: WireConfig,
  { notes }: Decision,
): Promise<ObservedStream> {
  const created = await createStream(js, name, wire);
  // an empty one cannot be told from a new one, but for the note that it was gone
  const known = notes.length > 0;
  const filled = Number(created.state?.lastSeq ?? 0) >= Number(wire["first_seq"] ?? 1);
  return known || filled ? updateStream(js, name, wire) : created;
}

/** Carries out what was decided for a consumer: see {@link applyStream}. A pause has a request of its own. */
export function applyConsumer(
  js: JetStream,
  stream: string,
  name: string,
  wire: WireConfig,
  decision: Decision,
  found?: ObservedConsumer,
): Promise<ObservedConsumer> {
  return carryOut(decision, found, {
    label: `consumer "${name}" of stream "${stream}"`,
    taken: 10148,
    create: () => createConsumer(js, stream, name, wire),
    update: () => updateWithPause(js, stream, name, keepingStart(wire, found?.config)),
    look: () => observeConsumer(js, stream, name),
    compare: async (observed) => planConsumerChange(wire, observed, await js.facts()),
  });
}

async function carryOut<Found>(
  { action }: Decision,
  found: Found | undefined,
  steps: Steps<Found>,
): Promise<Found> {
  switch (action) {
    case "none":
      return found ?? (await stillThere(steps));
    case "create":
      return settled(steps, steps.create);
    case "update":
    case "adopt":
    case "takeBack":
      return settled(steps, steps.update);
    case "replace":
    case "migrate":
    case "refuse":
      throw new RangeError(`${steps.label}: a decision to ${action} is not carried out here`);
    default:
      return action satisfies never;
  }
}

async function stillThere<Found>({ label, look }: Steps<Found>): Promise<Found> {
  const found = await look();
  if (found === undefined) {
    throw new ChangedMeanwhile(`${label}: somebody deleted it meanwhile; refresh, then run again`);
  }
  return found;
}

/** Runs one step; where its outcome is unclear, looks what has become of it. */
async function settled<Found>(steps: Steps<Found>, step: () => Promise<Found>): Promise<Found> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ServerRefusal && error.errCode === steps.taken) {
      throw await takenMeanwhile(steps);
    }
    if (!(error instanceof Unanswered)) throw error;
    const found = await foundDone(steps);
    if (found === undefined) throw error;
    return found;
  }
}

/** A look that fails tells no more than the missing answer did. */
async function foundDone<Found>({ look, compare }: Steps<Found>): Promise<Found | undefined> {
  try {
    const found = await look();
    return found !== undefined && (await compare(found)).class === "none" ? found : undefined;
  } catch {
    return undefined;
  }
}

async function takenMeanwhile<Found>(steps: Steps<Found>): Promise<ChangedMeanwhile> {
  const found = await steps.look();
  const fields = found === undefined ? [] : (await steps.compare(found)).fields;
  const names = fields.map(({ field }) => field).join(", ");
  return new ChangedMeanwhile(
    `${steps.label}: somebody else created it meanwhile${names === "" ? "" : `, with another ${names}`}; run again to see what adopting it would change`,
  );
}

/** An update leaves a pause as it is, whatever the config says (seen on 2.11 to 2.15). */
async function updateWithPause(
  js: JetStream,
  stream: string,
  name: string,
  wire: WireConfig,
): Promise<ObservedConsumer> {
  const updated = await updateConsumer(js, stream, name, wire);
  const wanted = pauseEnd(wire);
  if (pauseEnd(updated.config)?.getTime() === wanted?.getTime()) return updated;
  // whether a pause is over says the server: the clock here may be another
  if (wanted === undefined && updated.state?.paused === false) return updated;
  await pauseConsumer(js, stream, name, wanted?.toISOString());
  return (await observeConsumer(js, stream, name)) ?? updated;
}

const pauseEnd = ({ pause_until }: WireConfig): Date | undefined =>
  typeof pause_until === "string" ? new Date(pause_until) : undefined;
