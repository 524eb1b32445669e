import { consumerAsset, streamAsset } from "../assets";
import { bucketAsset, bucketToWire, planBucketChange, streamNameOf } from "../bucket/bucket";
import { type BucketDeclaration, withBucketStreams } from "../bucket/declareBuckets";
import type { Change } from "../change";
import { consumerToWire, planConsumerChange } from "../consumer/consumer";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import type { ObservedStream, Peers, WireConfig } from "../observed";
import { ownerOf, parseMark, withoutMarks } from "../ownership";
import { differencesOf } from "../plan/differences";
import { isMissing, liveConsumers, liveStream } from "../plan/live";
import type { Declaration, LiveServer } from "../plan/plan";
import { deployedBy } from "../plan/strangers";
import { planStreamChange, streamToWire } from "../stream/stream";
import type { Finding } from "./finding";
import { limitFindings } from "./limits";
import { unsettled } from "./peers";

/** How strict a comparison is. */
export interface VerifyOptions {
  /** Whether streams and consumers must carry the mark of the stack; without a stack there is none to carry. */
  readonly marks: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Compares what one account holds with all that a stack declares in it.
 *
 * @returns everything that is not as declared, and notes; faults and notes of all systems, in the order declared
 */
export function verifyAll(
  declaration: Declaration,
  live: LiveServer,
  options: VerifyOptions,
): readonly Finding[] {
  const streams = declaration.systems.flatMap((system) => system.streams);
  const buckets = declaration.systems.flatMap((system) => system.buckets ?? []);
  return [
    ...streams.flatMap((stream) => verifyStream(stream, live, options)),
    ...buckets.flatMap((bucket) => verifyBucket(bucket, live, options)),
    ...(options.marks ? leftovers(declaration, withBucketStreams(streams, buckets), live) : []),
  ];
}

function verifyStream(
  declared: StreamDeclaration,
  live: LiveServer,
  options: VerifyOptions,
): readonly Finding[] {
  const { name, system, config, consumers } = declared;
  const subject = { asset: streamAsset(name), system };
  const observed = liveStream(live, name);
  if (observed === undefined) return [{ ...absence(name, live), ...subject }];
  return [
    ...verifyHeld(subject, streamToWire(name, config), observed, options, (wire, is) =>
      planStreamChange(wire, is, live.facts),
    ),
    ...consumers.flatMap((consumer) => verifyConsumer(consumer, observed, live, options)),
  ];
}

function verifyBucket(
  bucket: BucketDeclaration,
  live: LiveServer,
  options: VerifyOptions,
): readonly Finding[] {
  const subject = { asset: bucketAsset(bucket), system: bucket.system };
  const name = streamNameOf(bucket);
  const observed = liveStream(live, name);
  if (observed === undefined) return [{ ...absence(name, live), ...subject }];
  const desired = bucketToWire(bucket, bucket.config);
  return verifyHeld(subject, desired, observed, options, (wire, is) =>
    planBucketChange(bucket, wire, is, live.facts),
  );
}

/** What is compared of anything that is a stream on the server. */
function verifyHeld(
  subject: Subject,
  desired: WireConfig,
  observed: ObservedStream,
  options: VerifyOptions,
  plan: (wire: WireConfig, observed: ObservedStream) => Change,
): readonly Finding[] {
  const { wire, config } = compared(desired, observed, options);
  return [
    ...differs(subject, plan(wire, { ...observed, config }), ownerOf(wire), ownerOf(config)),
    ...settling(subject, observed.peers),
    ...limitFindings(observed, options.now).map((finding) => ({ ...finding, ...subject })),
  ];
}

function verifyConsumer(
  { stream, name, system, config }: ConsumerDeclaration,
  of: ObservedStream,
  live: LiveServer,
  options: VerifyOptions,
): readonly Finding[] {
  const asset = consumerAsset(stream, name);
  const observed = liveConsumers(live, stream).find((other) => other.name === name);
  if (observed === undefined) {
    return [{ ...absent(isMissing(live, stream, name)), asset, system }];
  }
  const { wire, config: is } = compared(consumerToWire(name, config), observed, options);
  const change = planConsumerChange(wire, { ...observed, config: is }, live.facts, of);
  return [
    ...differs({ asset, system }, change, ownerOf(wire), ownerOf(is)),
    ...settling({ asset, system }, observed.peers),
  ];
}

const absence = (name: string, { missing }: LiveServer): Omit<Finding, "asset"> =>
  absent(missing.includes(name));

/** What the server names and cannot describe is there, and nobody leads it. */
const absent = (silent: boolean): Omit<Finding, "asset"> =>
  silent
    ? { kind: "unsettled", text: "does not answer: none of its servers leads it", passing: true }
    : { kind: "missing", text: "is not there", passing: true };

const compared = (
  wire: WireConfig,
  { config }: { readonly config: WireConfig },
  { marks }: VerifyOptions,
): { readonly wire: WireConfig; readonly config: WireConfig } =>
  marks ? { wire, config } : { wire: withoutMarks(wire), config: withoutMarks(config) };

type Subject = Required<Pick<Finding, "asset" | "system">>;

function differs(
  subject: Subject,
  { fields }: Change,
  wanted: string | undefined,
  owner: string | undefined,
): readonly Finding[] {
  const foreign = owner !== wanted;
  // the owner is told in words of its own
  const told = fields.filter(({ field }) => !(foreign && field === "metadata"));
  const texts = [
    ...(foreign ? [ownership(owner)] : []),
    ...told.flatMap((field) =>
      differencesOf(field).map((one) => `${one.field} is ${one.from}, declared is ${one.to}`),
    ),
  ];
  return texts.map((text) => ({ ...subject, kind: "differs", text, passing: false }));
}

const ownership = (owner: string | undefined): string =>
  owner === undefined
    ? "carries no mark of this stack: somebody else made it, or took the mark away"
    : `belongs to "${owner}" (project/stack/resource)`;

const settling = (subject: Subject, peers: Peers | undefined): readonly Finding[] =>
  unsettled(peers).map((text) => ({ ...subject, kind: "unsettled", text, passing: true }));

/** What carries this stack's mark and is declared no more. */
function leftovers(
  { project, stack }: Declaration,
  streams: readonly StreamDeclaration[],
  live: LiveServer,
): readonly Finding[] {
  const isOurs = deployedBy(project, stack);
  const declared = new Set(
    streams.flatMap(({ name, consumers }) => [
      streamAsset(name),
      ...consumers.map((consumer) => consumerAsset(name, consumer.name)),
    ]),
  );
  const found = [
    ...live.streams.map(({ name, config }) => ({ asset: streamAsset(name), config })),
    ...live.consumers.map(({ stream, name, config }) => ({
      asset: consumerAsset(stream, name),
      config,
    })),
  ];
  return found
    .filter(({ asset, config }) => isOurs({ config }) && !declared.has(asset))
    .map(({ asset, config }) => leftover(asset, ownerOf(config)));
}

function leftover(asset: string, owner: string | undefined): Finding {
  const system = parseMark(owner ?? "")?.logicalName.split("/")[0];
  return {
    kind: "leftover",
    asset,
    text: "carries the mark of this stack and is not declared any more",
    passing: false,
    ...(system !== undefined && { system }),
  };
}
