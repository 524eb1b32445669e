import type * as pulumi from "@pulumi/pulumi";
import type { Policy } from "../domain/policy";
import type { StreamConfig } from "../domain/stream/streamConfig";
import { NatsResource, owned } from "./natsResource";

/** Arguments of a {@link Stream}. */
export interface StreamArgs {
  /** The stream's name on the server. @default the resource's name. A change replaces the stream and deletes its messages. */
  readonly name?: pulumi.Input<string>;
  /** Which NATS the stream lives on: "local", "url" or "url:server" for those that stack config names. A change replaces. */
  readonly target: pulumi.Input<string>;
  /** What was declared, and only that; the server's defaults hold for the rest. */
  readonly config: pulumi.Input<StreamConfig>;
  /** Take over a live stream that differs in fields which can change in place. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /** Whether a change, a replacement or a deletion may delete messages. @default "refuse" */
  readonly dataLoss?: pulumi.Input<Policy["dataLoss"]>;
  /** How to change what no server changes in place; "recreate" deletes and creates again, "migrate" copies. @default "refuse" */
  readonly onImmutableChange?: pulumi.Input<Policy["onImmutableChange"]>;
  /** Goes on with a migration that an earlier deployment has begun. @default false */
  readonly resume?: pulumi.Input<boolean>;
  /** Any text; a changed text empties the stream once, in place. @default none: never purged */
  readonly purge?: pulumi.Input<string>;
  /**
   * How many messages the plan of this run said may go, by stream, as its texts name them: `stream "ORDERS"`. The provider
   * refuses to delete more, and keeps nothing of it. @default none: the policy alone decides
   */
  readonly planned?: Readonly<Record<string, number>>;
}

/**
 * One JetStream stream.
 *
 * @example
 * new Stream("ORDERS", { target: "url", config: { subjects: ["orders.>"], maxAge: "7d" } });
 */
export class Stream extends NatsResource {
  /** The stream's name on the server. */
  declare readonly name: pulumi.Output<string>;
  /** The configuration that is live, in the declared form. */
  declare readonly config: pulumi.Output<StreamConfig>;
  /** When the server made the stream, RFC 3339; another time means another stream. */
  declare readonly created: pulumi.Output<string>;
  /** Version of the server that answered last, "2.15.1". */
  declare readonly server: pulumi.Output<string>;

  constructor(name: string, args: StreamArgs, opts: pulumi.CustomResourceOptions = {}) {
    super(
      "Stream",
      name,
      { name, ...args, config: owned(args.config, name), created: undefined, server: undefined },
      opts,
    );
  }
}
