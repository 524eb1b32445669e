import { declareBuckets } from "../domain/bucket/declareBuckets";
import { bucketToWire, streamNameOf } from "../domain/bucket/bucket";
import { consumerAsset, streamAsset } from "../domain/assets";
import type { ConsumerConfig } from "../domain/consumer/consumerConfig";
import { consumerToWire } from "../domain/consumer/consumerWire";
import { declareSystem, type Deployment, type StreamDeclaration } from "../domain/declare";
import { asData } from "../domain/field/fields";
import type { ObservedConsumer, ObservedStream, StreamState } from "../domain/observed";
import { type KnownState, type LiveServer, type Plan, planAll } from "../domain/plan/plan";
import { cautious, type Policy } from "../domain/policy";
import type { AccountLimits } from "../domain/server";
import type { Measured } from "../domain/stream/measured";
import { type StreamConfig, streamToWire } from "../domain/stream/stream";
import type { BucketDefinitions, SystemDefinition } from "../domain/system";

/** What every live stream of the page holds. */
export const someMessages: StreamState = {
  messages: 1500,
  bytes: 150_000,
  firstSeq: "1",
  lastSeq: "1500",
  consumers: 0,
  subjects: 40,
  firstTime: "2026-01-11T00:00:00Z",
  lastTime: "2026-01-30T23:00:00Z",
  observedAt: "2026-01-31T00:00:00Z",
};

/** What a system declares: its streams' configs, their consumers, its buckets. */
export interface Declared {
  readonly streams?: Readonly<Record<string, StreamConfig>>;
  readonly consumers?: Readonly<Record<string, Readonly<Record<string, ConsumerConfig>>>>;
  readonly buckets?: BucketDefinitions;
}

/** A change of a whole declaration, told to a plan. Every live stream and bucket holds the same messages. */
export interface PlanStory {
  readonly change: string;
  /** What was deployed, and is live. @default nothing */
  readonly before?: Declared;
  readonly now: Declared;
  readonly policy?: Partial<Policy>;
  /** @default "2.15.1" */
  readonly version?: string;
  /** @default true */
  readonly clustered?: boolean;
  readonly limits?: AccountLimits;
  /** Whose mark the live streams carry. @default "ours" */
  readonly owner?: "ours" | "nobody" | "another";
  /** What differs in the state of every live stream. */
  readonly state?: Partial<StreamState>;
  /** What was asked of every live stream beyond that. */
  readonly measured?: Measured;
  /** Other live streams. */
  readonly others?: readonly ObservedStream[];
  /** What the state file has; absent: the same as what is live. */
  readonly deployed?: Declared;
  /** The purge text of every stream. */
  readonly purge?: string;
  /** Whether somebody has deleted everything on the server meanwhile. @default false */
  readonly gone?: boolean;
  /** Whether a server answers. @default true */
  readonly reachable?: boolean;
}

const deployment = (policy: Partial<Policy> = {}, stack = "prod"): Deployment => ({
  project: "shop",
  stack,
  policy: { ...cautious, ...policy },
});

const systemOf = (
  { streams = {}, consumers = {}, buckets = {} }: Declared,
  purge?: string,
): SystemDefinition => ({
  name: "orders",
  title: "",
  namespace: "orders",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: {},
  streams: Object.fromEntries(
    Object.entries(streams).map(([name, config]) => [
      name,
      {
        ...{ purpose: "", usedBy: [], config, consumers: consumers[name] ?? {} },
        ...(purge !== undefined && { purge }),
      },
    ]),
  ),
  buckets,
});

/** @returns what the planner says of it */
export function planOf(story: PlanStory): Plan {
  const system = systemOf(story.now, story.purge);
  const now = deployment(story.policy);
  const streams = declareSystem(system, now);
  const buckets = declareBuckets(system, now);
  const declaration = { project: "shop", stack: "prod", systems: [{ streams, buckets }] };
  const live = story.reachable === false ? undefined : liveOf(story);
  return planAll(declaration, live, live && knownOf(story));
}

function liveOf(story: PlanStory): LiveServer {
  const { before = {}, version = "2.15.1", clustered = true, limits = {}, gone } = story;
  const system = systemOf(before);
  const streams = declareSystem(
    system,
    deployment({}, story.owner === "another" ? "staging" : "prod"),
  );
  const own = [...streams.map((one) => observed(one, story)), ...observedBuckets(system)];
  return {
    facts: { version, apiLevel: 0, clustered, limits },
    streams: [...(gone ? [] : own), ...(story.others ?? [])],
    consumers: gone ? [] : streams.flatMap(observedConsumers),
    missing: [],
  };
}

const created = "2026-01-01T00:00:00Z";

function observed(
  { name, config, consumers }: StreamDeclaration,
  { owner, state, measured }: PlanStory,
): ObservedStream {
  const { metadata, ...unmarked } = config;
  return {
    name,
    config: streamToWire(
      name,
      owner === "nobody" || !metadata ? unmarked : { ...unmarked, metadata },
    ),
    created,
    state: { ...someMessages, consumers: consumers.length, ...state },
    ...(measured && { measured }),
  };
}

const observedBuckets = (system: SystemDefinition): readonly ObservedStream[] =>
  declareBuckets(system, deployment()).map((bucket) => ({
    name: streamNameOf(bucket),
    config: bucketToWire(bucket, bucket.config),
    created,
    state: someMessages,
  }));

const observedConsumers = ({ consumers }: StreamDeclaration): readonly ObservedConsumer[] =>
  consumers.map(({ stream, name, config }) => ({
    stream,
    name,
    config: consumerToWire(name, config),
    created,
    state: reading,
  }));

const reading = {
  ...{ delivered: "1480", deliveredSeq: "1480", ackFloor: "1475", ackFloorSeq: "1475" },
  ...{ pending: 20, ackPending: 5, redelivered: 0, waiting: 0, paused: false },
};

/** The state file has what was deployed, whatever became of it; of what is not ours it knows nothing. */
function knownOf({
  before = {},
  deployed = before,
  owner = "ours",
  policy,
}: PlanStory): KnownState {
  const last = { ...cautious, ...policy };
  const streams = owner === "ours" ? declareSystem(systemOf(deployed), deployment()) : [];
  return new Map(
    streams.flatMap(({ name, config, consumers }) => [
      [streamAsset(name), { config: asData(config), policy: last }] as const,
      ...consumers.map(
        (one) =>
          [consumerAsset(name, one.name), { config: asData(one.config), policy: last }] as const,
      ),
    ]),
  );
}
