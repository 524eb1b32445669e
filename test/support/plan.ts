import {
  type ConsumerConfig,
  consumerToWire,
  type ObservedConsumer,
} from "../../domain/consumer/consumer";
import type { StreamDeclaration } from "../../domain/declare";
import { ownerKey, ownerMark } from "../../domain/ownership";
import { type LiveServer, type Plan, planAll } from "../../domain/plan/plan";
import { cautious, type Policy } from "../../domain/policy";
import type { ObservedStream, StreamConfig } from "../../domain/stream/stream";
import { live, server } from "./declared";

/** Config with the mark that "shop", stack "prod", gives to a resource. */
const owned = <Config extends { readonly metadata?: Readonly<Record<string, string>> }>(
  config: Config,
  resource: string,
): Config => ({
  ...config,
  metadata: { ...config.metadata, [ownerKey]: ownerMark("shop", "prod", resource) },
});

/** A stream of system "shop" as the program declares it. */
export const declared = (
  name: string,
  config: StreamConfig = {},
  consumers: Readonly<Record<string, ConsumerConfig>> = {},
  policy: Policy = cautious,
): StreamDeclaration => ({
  resource: `shop/${name}`,
  system: "shop",
  name,
  config: owned(config, `shop/${name}`),
  policy,
  consumers: Object.entries(consumers).map(([consumer, inner]) => ({
    resource: `shop/${name}/${consumer}`,
    system: "shop",
    stream: name,
    name: consumer,
    config: owned(inner, `shop/${name}/${consumer}`),
    policy,
  })),
});

/** A live stream that "shop", stack "prod", deployed. */
export const ours = (
  name: string,
  config: StreamConfig = {},
  state?: ObservedStream["state"],
): ObservedStream => live(name, owned(config, `shop/${name}`), state);

/** A live consumer that "shop", stack "prod", deployed. */
export const ourConsumer = (
  stream: string,
  name: string,
  config: ConsumerConfig = {},
  state?: ObservedConsumer["state"],
): ObservedConsumer => ({
  stream,
  name,
  config: consumerToWire(name, owned(config, `shop/${stream}/${name}`)),
  created: "2026-01-01T00:00:00Z",
  ...(state && { state }),
});

/** Of a consumer that has had twelve messages and acknowledged nine. */
export const position = {
  delivered: "12",
  ackFloor: "9",
  pending: 5,
  ackPending: 3,
  redelivered: 0,
  waiting: 0,
  paused: false,
};

/** Everything of an account. */
export const account = (
  streams: readonly ObservedStream[],
  consumers: readonly ObservedConsumer[] = [],
  more: Partial<LiveServer> = {},
): LiveServer => ({ facts: server(), streams, consumers, missing: [], ...more });

/** Plans for "shop", stack "prod". */
export const plan = (streams: readonly StreamDeclaration[], observed?: LiveServer): Plan =>
  planAll({ project: "shop", stack: "prod", systems: [{ streams }] }, observed);

/** The notes of a plan, a line each. */
export const noteLines = ({ notes }: Plan): readonly string[] =>
  notes.map(({ kind, asset, text }) => `${kind}: ${asset}: ${text}`);

/** The refusals of a plan. */
export const sentences = ({ refusals }: Plan): readonly string[] =>
  refusals.map(({ sentence }) => sentence);
