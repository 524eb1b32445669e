import * as pulumi from "@pulumi/pulumi";
import { streamNameOf } from "../domain/bucket/bucket";
import type { BucketDeclaration } from "../domain/bucket/declareBuckets";
import type { ConsumerDeclaration, StreamDeclaration } from "../domain/declare";
import { Consumer } from "./consumer";
import { KeyValue } from "./keyValue";
import { ObjectStore } from "./objectStore";
import { Stream } from "./stream";

/** Arguments of a {@link NatsSystem}. */
export interface NatsSystemArgs {
  /** Which NATS the streams live on: see {@link Stream}. */
  readonly target: string;
  /** The streams with their consumers, as the plan has checked them. */
  readonly streams: readonly StreamDeclaration[];
  /** The buckets, likewise. @default none */
  readonly buckets?: readonly BucketDeclaration[];
  /** Whether an earlier deployment has stopped in the middle of making a stream anew. @default none */
  readonly resumes?: (stream: string) => boolean;
  /** How many messages the plan said may go, by stream. @default none: the policies alone decide */
  readonly planned?: (stream: string) => Readonly<Record<string, number>>;
  /** Streams that have to be dealt with before a stream of this system is. @default none */
  readonly waitsFor?: (stream: string) => readonly pulumi.Input<pulumi.Resource>[];
  /** For every stream and consumer: what they wait for, what they go with, whether they are protected. @default none */
  readonly options?: pulumi.CustomResourceOptions;
}

/** The streams, consumers and buckets of one NATS system. */
export class NatsSystem extends pulumi.ComponentResource {
  /** By stream name. */
  readonly streams: Readonly<Record<string, Stream>>;
  /** By "stream/consumer". */
  readonly consumers: Readonly<Record<string, Consumer>>;
  /** By bucket name. */
  readonly buckets: Readonly<Record<string, KeyValue | ObjectStore>>;
  /** What is a stream on the server, by that stream's name: a bucket is one, too. */
  readonly byStream: ReadonlyMap<string, pulumi.Resource>;

  constructor(name: string, args: NatsSystemArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("nats:index:NatsSystem", name, {}, opts);
    const { target, buckets = [], waitsFor = () => [], options = {} } = args;
    const { planned = () => ({}), resumes = () => false } = args;
    const made = args.streams.map((declared) => {
      const own = within(this, options, waitsFor(declared.name));
      const more = { planned: planned(declared.name), resume: resumes(declared.name) };
      const stream = makeStream(declared, target, more, own);
      const consumers = declared.consumers.map((consumer) => {
        const made = makeConsumer(stream, consumer, target, options);
        return [`${declared.name}/${consumer.name}`, made] as const;
      });
      return { name: declared.name, stream, consumers };
    });
    this.streams = Object.fromEntries(made.map(({ name: key, stream }) => [key, stream]));
    this.consumers = Object.fromEntries(made.flatMap(({ consumers }) => consumers));
    const stores = buckets.map((bucket) => {
      const stream = streamNameOf(bucket);
      const resource = makeBucket(bucket, target, within(this, options, waitsFor(stream)));
      return { name: bucket.name, stream, resource };
    });
    this.buckets = Object.fromEntries(stores.map((one) => [one.name, one.resource]));
    this.byStream = new Map<string, pulumi.Resource>([
      ...Object.entries(this.streams),
      ...stores.map((one) => [one.stream, one.resource] as const),
    ]);
    this.registerOutputs({});
  }
}

const within = (
  parent: pulumi.Resource,
  options: pulumi.CustomResourceOptions,
  first: readonly pulumi.Input<pulumi.Resource>[],
): pulumi.CustomResourceOptions =>
  pulumi.mergeOptions(options, { parent, ...(first.length > 0 && { dependsOn: [...first] }) });

const makeStream = (
  { resource, name, config, policy, purge }: StreamDeclaration,
  target: string,
  more: { readonly planned: Readonly<Record<string, number>>; readonly resume: boolean },
  options: pulumi.CustomResourceOptions,
): Stream =>
  new Stream(
    resource,
    {
      ...{ name, target, config, ...policyInputs(policy) },
      ...(purge !== undefined && { purge }),
      ...(more.resume && { resume: true }),
      ...(Object.keys(more.planned).length > 0 && { planned: more.planned }),
    },
    options,
  );

const makeBucket = (
  { kind, resource, name, config, policy, initial }: BucketDeclaration,
  target: string,
  options: pulumi.CustomResourceOptions,
): KeyValue | ObjectStore => {
  const args = { name, target, config, ...policyInputs(policy) };
  return kind === "keyValue"
    ? new KeyValue(resource, { ...args, ...(initial !== undefined && { initial }) }, options)
    : new ObjectStore(resource, args, options);
};

const makeConsumer = (
  stream: Stream,
  { resource, name, config, policy }: ConsumerDeclaration,
  target: string,
  { protect }: pulumi.CustomResourceOptions,
): Consumer =>
  new Consumer(
    resource,
    { name, config, ...policyInputs(policy), stream, target },
    { parent: stream, ...(protect !== undefined && { protect }) },
  );

/** Only what differs from the default stands in the state. */
const policyInputs = ({ adopt, dataLoss, onImmutableChange }: StreamDeclaration["policy"]) => ({
  ...(adopt && { adopt }),
  ...(dataLoss !== "refuse" && { dataLoss }),
  ...(onImmutableChange !== "refuse" && { onImmutableChange }),
});
