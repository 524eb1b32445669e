import { declareBuckets } from "../domain/bucket/declareBuckets";
import { bucketToWire, streamNameOf } from "../domain/bucket/bucket";
import { consumerAsset, streamAsset } from "../domain/assets";
import type { ConsumerConfig } from "../domain/consumer/consumerConfig";
import { consumerToWire } from "../domain/consumer/consumerWire";
import { declareSystem, type Deployment, type StreamDeclaration } from "../domain/declare";
import { asData } from "../domain/field/fields";
import type { ObservedConsumer, ObservedStream } from "../domain/observed";
import { type KnownState, type LiveServer, type Plan, planAll } from "../domain/plan/plan";
import { cautious, type Policy } from "../domain/policy";
import type { AccountLimits } from "../domain/server";
import { type StreamConfig, streamToWire } from "../domain/stream/stream";
import type { BucketDefinitions, SystemDefinition } from "../domain/system";
import { someMessages } from "./planCases";

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
  readonly limits?: AccountLimits;
  /** Whether somebody has deleted everything on the server meanwhile. @default false */
  readonly gone?: boolean;
  /** Whether a server answers. @default true */
  readonly reachable?: boolean;
}

const deployment = (policy: Partial<Policy> = {}): Deployment => ({
  project: "shop",
  stack: "prod",
  policy: { ...cautious, ...policy },
});

const systemOf = ({ streams = {}, consumers = {}, buckets = {} }: Declared): SystemDefinition => ({
  name: "orders",
  title: "",
  namespace: "orders",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: {},
  streams: Object.fromEntries(
    Object.entries(streams).map(([name, config]) => [
      name,
      { purpose: "", usedBy: [], config, consumers: consumers[name] ?? {} },
    ]),
  ),
  buckets,
});

/** @returns what the planner says of it */
export function planOf(story: PlanStory): Plan {
  const system = systemOf(story.now);
  const now = deployment(story.policy);
  const streams = declareSystem(system, now);
  const buckets = declareBuckets(system, now);
  const declaration = { project: "shop", stack: "prod", systems: [{ streams, buckets }] };
  const live = story.reachable === false ? undefined : liveOf(story);
  return planAll(declaration, live, live && knownOf(story));
}

function liveOf({ before = {}, version = "2.15.1", limits = {}, gone }: PlanStory): LiveServer {
  const system = systemOf(before);
  const streams = declareSystem(system, deployment());
  return {
    facts: { version, apiLevel: 0, clustered: true, limits },
    streams: gone ? [] : [...streams.map(observed), ...observedBuckets(system)],
    consumers: gone ? [] : streams.flatMap(observedConsumers),
    missing: [],
  };
}

const created = "2026-01-01T00:00:00Z";

const observed = ({ name, config, consumers }: StreamDeclaration): ObservedStream => ({
  name,
  config: streamToWire(name, config),
  created,
  state: { ...someMessages, consumers: consumers.length },
});

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

/** The state file has what was deployed, whatever became of it. */
function knownOf({ before = {}, policy }: PlanStory): KnownState {
  const last = { ...cautious, ...policy };
  const streams = declareSystem(systemOf(before), deployment());
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
