import * as pulumi from "@pulumi/pulumi";
import { marked } from "../domain/declare";
import { distribution } from "../domain/distribution";
import { ownerKey, ownerMark } from "../domain/ownership";

/** The kinds of resource that this project brings, and what the provider's module calls their handlers. */
const handlers = {
  Stream: "stream",
  Consumer: "consumer",
  KeyValue: "keyValue",
  ObjectStore: "objectStore",
} as const;

export type Kind = keyof typeof handlers;

/**
 * What the engine stores as the code of a provider: a constant that loads an ordinary module. It stands in every state
 * file, so it is a contract, and it may hold no path of a machine (docs/decisions/0001 and 0020).
 */
const loaderOf = (kind: Kind): string =>
  `exports.handler=()=>require("${distribution.provider}").${handlers[kind]}`;

/** A config that can carry marks. */
interface Markable {
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Marks what a resource owns on the server as its own, so that a run which lost its state takes it back.
 *
 * @param name of the resource
 * @returns the config with the owner mark, unless it has one already
 */
export function owned<Config extends Markable>(
  config: pulumi.Input<Config>,
  name: string,
): pulumi.Input<Config> {
  const mark = { [ownerKey]: ownerMark(pulumi.getProject(), pulumi.getStack(), name) };
  const add = (plain: Config): Config =>
    plain.metadata?.[ownerKey] === undefined ? marked(plain, mark) : plain;
  if (config instanceof Promise) return config.then(add);
  return pulumi.Output.isInstance(config) ? config.apply((plain) => add(plain)) : add(config);
}

/** A resource whose dynamic provider is loaded by a constant text instead of being serialised into the state. */
export abstract class NatsResource extends pulumi.CustomResource {
  protected constructor(
    kind: Kind,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    super(
      `pulumi-nodejs:dynamic/nats:${kind}`,
      name,
      { ...props, __provider: loaderOf(kind) },
      opts,
    );
  }
}
