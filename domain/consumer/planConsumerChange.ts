import { type Change, changeOf, type FieldChange } from "../change";
import type { ConsumerContext } from "./consumerContext";
import { asDeclared } from "./consumerStart";
import { consumerFields } from "./consumerFields";
import { consumerIdentity, withFilterList } from "./consumerWire";
import { fieldChanges } from "../field/fieldChanges";
import type { JsonObject } from "../json";
import type { ObservedConsumer, ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { replace, update } from "../field/verdicts";

/**
 * What brings a live consumer to its declaration, and what that costs on this server.
 *
 * @param desired as `consumerToWire` makes it
 * @param stream where it is known: an interest stream deletes what a narrower filter no longer wants
 */
export function planConsumerChange(
  desired: WireConfig,
  observed: ObservedConsumer,
  server: ServerFacts,
  stream?: ObservedStream,
): Change {
  const retention = stream?.config["retention"];
  const context: ConsumerContext = {
    desired: withFilterList(desired),
    observed: withoutPastPause(withFilterList(asDeclared(observed.config)), desired, observed),
    server,
    ...(observed.state === undefined ? {} : { state: observed.state }),
    ...(typeof retention === "string" ? { retention } : {}),
    ...(stream?.state === undefined ? {} : { stored: stream.state.messages }),
  };
  return changeOf([
    ...renamed(desired, observed),
    ...durableAgain(desired, observed),
    ...fieldChanges(consumerFields, consumerIdentity, context),
  ]);
}

/**
 * Pausing and going on is a request of its own (CONSUMER.PAUSE): an update passes over it without a word,
 * seen on 2.11 to 2.15.
 *
 * @returns the time until which to pause, null to go on at once, undefined where the change is none of that
 */
export const pauseOf = ({ fields }: Change): FieldChange["to"] | undefined =>
  fields.find(({ field }) => field === "pauseUntil")?.to;

/** @returns the change without pausing: what an update of the consumer has to do, if anything */
export const withoutPause = ({ fields }: Change): Change =>
  changeOf(fields.filter(({ field }) => field !== "pauseUntil"));

/** A pause that has ended stays in the config: it is no difference to a consumer that is not to be paused. */
function withoutPastPause(
  config: JsonObject,
  desired: WireConfig,
  { state }: ObservedConsumer,
): JsonObject {
  const { pause_until: until, ...rest } = config;
  const zero = typeof until === "string" && until.startsWith("0001-");
  const over = state?.paused === false && desired["pause_until"] === undefined;
  return zero || over ? rest : config;
}

function renamed(desired: WireConfig, { name }: ObservedConsumer): readonly FieldChange[] {
  const to = desired["durable_name"] ?? desired["name"] ?? name;
  const verdict = replace("no server renames a consumer; the consumer is replaced");
  return to === name ? [] : [{ field: "name", from: name, to, ...verdict }];
}

/** An update without it makes a consumer forget that it is durable, and one with it gives it back: seen on 2.10 to 2.15. */
function durableAgain(desired: WireConfig, { config }: ObservedConsumer): readonly FieldChange[] {
  const to = desired["durable_name"];
  const verdict = update("the consumer has lost its durable name; an update gives it back");
  return to === undefined || config["durable_name"] !== undefined
    ? []
    : [{ field: "durableName", from: null, to, ...verdict }];
}
