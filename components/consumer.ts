import type * as pulumi from "@pulumi/pulumi";
import type { ConsumerConfig } from "../domain/consumer/consumerConfig";
import type { Policy } from "../domain/policy";
import { NatsResource, owned } from "./natsResource";
import type { Stream } from "./stream";

/** Arguments of a {@link Consumer}. */
export interface ConsumerArgs {
  /** The stream to read. Deleted with it, and made again when it was replaced. */
  readonly stream: Stream;
  /** The durable name on the server. @default the resource's name. A change replaces the consumer: its position is lost. */
  readonly name?: pulumi.Input<string>;
  /** Which NATS the stream lives on, as for {@link Stream}. */
  readonly target: pulumi.Input<string>;
  /** What was declared, and only that. */
  readonly config: pulumi.Input<ConsumerConfig>;
  /** Take over a live consumer that differs in fields which can change in place. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /** Whether a replacement may lose the position of a consumer that has delivered messages. @default "refuse" */
  readonly dataLoss?: pulumi.Input<Policy["dataLoss"]>;
  /** How to change what no server changes in place; "recreate" deletes and creates again. @default "refuse" */
  readonly onImmutableChange?: pulumi.Input<Policy["onImmutableChange"]>;
}

/**
 * One durable JetStream consumer.
 *
 * @example
 * new Consumer("orders-worker", { stream: orders, target: "url", config: { ackPolicy: "explicit" } });
 */
export class Consumer extends NatsResource {
  /** Name of the stream. */
  declare readonly stream: pulumi.Output<string>;
  /** The durable name on the server. */
  declare readonly name: pulumi.Output<string>;
  /** The configuration that is live, in the declared form. */
  declare readonly config: pulumi.Output<ConsumerConfig>;
  /** When the server made the consumer, RFC 3339. */
  declare readonly created: pulumi.Output<string>;

  constructor(name: string, args: ConsumerArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { stream, ...rest } = args;
    super(
      "Consumer",
      name,
      // a stream made anew has no consumers: its time of creation makes that a change of ours
      {
        name,
        ...rest,
        config: owned(rest.config, name),
        stream: stream.name,
        streamCreated: stream.created,
        created: undefined,
        server: undefined,
      },
      { deletedWith: stream, ...opts },
    );
  }
}
