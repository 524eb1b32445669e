import type * as pulumi from "@pulumi/pulumi";
import type { ObjectStoreConfig } from "../domain/bucket/bucketConfig";
import type { Policy } from "../domain/policy";
import { NatsResource, owned } from "./natsResource";

/** Arguments of an {@link ObjectStore}. */
export interface ObjectStoreArgs {
  /** The store's name. @default the resource's name. A change replaces the store and deletes its objects. */
  readonly name?: pulumi.Input<string>;
  /** Which NATS the store lives on: "local", "url" or "url:server" for those that stack config names. A change replaces. */
  readonly target: pulumi.Input<string>;
  /** What was declared, and only that; the defaults of the NATS clients hold for the rest. */
  readonly config?: pulumi.Input<ObjectStoreConfig>;
  /** Take over a live store that differs in options which can change in place. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /** Whether a change, a replacement or a deletion may delete objects. @default "refuse" */
  readonly dataLoss?: pulumi.Input<Policy["dataLoss"]>;
  /** How to change what no server changes in place; "recreate" deletes and creates again. @default "refuse" */
  readonly onImmutableChange?: pulumi.Input<Policy["onImmutableChange"]>;
}

/**
 * One object store. Its objects are data: they are never compared, changed or shown.
 *
 * @example
 * new ObjectStore("files", { target: "url", config: { maxBytes: "10GiB", compression: "s2" } });
 */
export class ObjectStore extends NatsResource {
  /** The store's name, as clients open it. */
  declare readonly name: pulumi.Output<string>;
  /** The options that are live, in the declared form. */
  declare readonly config: pulumi.Output<ObjectStoreConfig>;
  /** When the server made the store, RFC 3339; another time means another store. */
  declare readonly created: pulumi.Output<string>;
  /** Version of the server that answered last, "2.15.1". */
  declare readonly server: pulumi.Output<string>;

  constructor(name: string, args: ObjectStoreArgs, opts: pulumi.CustomResourceOptions = {}) {
    const config = owned(args.config ?? {}, name);
    super(
      "ObjectStore",
      name,
      { name, ...args, config, created: undefined, server: undefined },
      opts,
    );
  }
}
