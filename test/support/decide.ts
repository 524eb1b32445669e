import { decideStream } from "../../domain/plan/decision";
import { ownerKey, ownerMark } from "../../domain/ownership";
import { cautious, type Policy } from "../../domain/policy";
import type { ServerFacts } from "../../domain/server";
import { type StreamConfig, streamToWire } from "../../domain/stream/stream";
import { holding, live, server } from "./declared";

/** The mark of the stream "ORDERS" of project "shop", stack "prod". */
export const own = ownerMark("shop", "prod", "shop/ORDERS");

/** Allows messages to go. */
export const allow: Policy = {
  adopt: false,
  dataLoss: "allow",
  onImmutableChange: "recreate",
};

/** @returns the config with an owner mark */
export const marked = (config: StreamConfig, mark: string = own): StreamConfig => ({
  ...config,
  metadata: { ...config.metadata, [ownerKey]: mark },
});

/** What a test of a decision looks at. */
export interface Decided {
  readonly action: string;
  readonly notes: readonly string[];
  readonly refusals: readonly string[];
}

/** Decides for "ORDERS" as declared, marked, against what is live; cautiously, unless told otherwise. */
export function decide(
  config: StreamConfig,
  observed: StreamConfig | undefined,
  more: {
    readonly policy?: Policy;
    readonly messages?: number;
    readonly consumers?: number;
    readonly owned?: boolean;
    readonly server?: ServerFacts;
  } = {},
): Decided {
  const { policy = cautious, messages = 0, consumers = 0, owned } = more;
  const wire = streamToWire("ORDERS", marked(config));
  const { action, notes, refusals } = decideStream(
    { name: "ORDERS", wire, policy, ...(owned !== undefined && { owned }) },
    observed && live("ORDERS", observed, holding(messages, consumers)),
    more.server ?? server(),
  );
  return { action, notes, refusals };
}

/** A decision that does something, and what it says. */
export const done = (action: string, ...notes: readonly string[]): Decided => ({
  action,
  notes,
  refusals: [],
});

/** A decision against it. */
export const refused = (...refusals: readonly string[]): Omit<Decided, "notes"> => ({
  action: "refuse",
  refusals,
});

/** What a decision does and refuses, without its notes. */
export const refusalOf = ({ action, refusals }: Decided): Omit<Decided, "notes"> => ({
  action,
  refusals,
});
