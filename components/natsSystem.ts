import * as pulumi from "@pulumi/pulumi";
import type { ConsumerDeclaration, StreamDeclaration } from "../domain/declare";
import { Consumer } from "./consumer";
import { Stream } from "./stream";

/** Arguments of a {@link NatsSystem}. */
export interface NatsSystemArgs {
  /** Which NATS the streams live on: see {@link Stream}. */
  readonly target: string;
  /** The streams with their consumers, as the plan has checked them. */
  readonly streams: readonly StreamDeclaration[];
  /** Streams that have to be dealt with before a stream of this system is. @default none */
  readonly waitsFor?: (stream: string) => readonly pulumi.Input<pulumi.Resource>[];
  /** For every stream and consumer: what they wait for, what they go with, whether they are protected. @default none */
  readonly options?: pulumi.CustomResourceOptions;
}

/** The streams and consumers of one NATS system. */
export class NatsSystem extends pulumi.ComponentResource {
  /** By stream name. */
  readonly streams: Readonly<Record<string, Stream>>;
  /** By "stream/consumer". */
  readonly consumers: Readonly<Record<string, Consumer>>;

  constructor(name: string, args: NatsSystemArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("nats:index:NatsSystem", name, {}, opts);
    const { target, waitsFor = () => [], options = {} } = args;
    const made = args.streams.map((declared) => {
      const stream = makeStream(declared, target, within(this, options, waitsFor(declared.name)));
      const consumers = declared.consumers.map(
        (consumer) =>
          [
            `${declared.name}/${consumer.name}`,
            makeConsumer(stream, consumer, target, options),
          ] as const,
      );
      return { name: declared.name, stream, consumers };
    });
    this.streams = Object.fromEntries(made.map(({ name: key, stream }) => [key, stream]));
    this.consumers = Object.fromEntries(made.flatMap(({ consumers }) => consumers));
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
  options: pulumi.CustomResourceOptions,
): Stream =>
  new Stream(
    resource,
    { name, target, config, ...policyInputs(policy), ...(purge !== undefined && { purge }) },
    options,
  );

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
const policyInputs = ({ adopt, dataLoss }: StreamDeclaration["policy"]) => ({
  ...(adopt && { adopt }),
  ...(dataLoss !== "refuse" && { dataLoss }),
});
