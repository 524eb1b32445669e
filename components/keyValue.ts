import type * as pulumi from "@pulumi/pulumi";
import type { KeyValueConfig } from "../domain/bucket/bucketConfig";
import type { InitialKeys } from "../domain/bucket/initialKeys";
import type { Policy } from "../domain/policy";
import { NatsResource, owned } from "./natsResource";

/** Arguments of a {@link KeyValue}. */
export interface KeyValueArgs {
  /** The bucket's name. @default the resource's name. A change replaces the bucket and deletes its entries. */
  readonly name?: pulumi.Input<string>;
  /** Which NATS the bucket lives on: "local", "url" or "url:server" for those that stack config names. A change replaces. */
  readonly target: pulumi.Input<string>;
  /** What was declared, and only that; the defaults of the NATS clients hold for the rest. */
  readonly config?: pulumi.Input<KeyValueConfig>;
  /**
   * Values by key, written once, when the bucket is created; a key that has a value already keeps it. A later change of
   * them writes nothing. They lie in the state in clear: never put a secret here. @default none
   */
  readonly initial?: pulumi.Input<InitialKeys>;
  /** Take over a live bucket that differs in options which can change in place. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /** Whether a change, a replacement or a deletion may delete entries. @default "refuse" */
  readonly dataLoss?: pulumi.Input<Policy["dataLoss"]>;
  /** How to change what no server changes in place; "recreate" deletes and creates again. @default "refuse" */
  readonly onImmutableChange?: pulumi.Input<Policy["onImmutableChange"]>;
}

/**
 * One key-value bucket. Its entries are data: they are never compared, changed or shown.
 *
 * @example
 * new KeyValue("settings", { target: "url", config: { history: 5 }, initial: { mode: "on" } });
 */
export class KeyValue extends NatsResource {
  /** The bucket's name, as clients open it. */
  declare readonly name: pulumi.Output<string>;
  /** The options that are live, in the declared form. */
  declare readonly config: pulumi.Output<KeyValueConfig>;
  /** When the server made the bucket, RFC 3339; another time means another bucket. */
  declare readonly created: pulumi.Output<string>;
  /** Version of the server that answered last, "2.15.1". */
  declare readonly server: pulumi.Output<string>;

  constructor(name: string, args: KeyValueArgs, opts: pulumi.CustomResourceOptions = {}) {
    const config = owned(args.config ?? {}, name);
    super("KeyValue", name, { name, ...args, config, created: undefined, server: undefined }, opts);
  }
}
