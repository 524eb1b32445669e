import { consumerAsset as consumerLabel } from "../../domain/assets";
import {
  type ConsumerConfig,
  type ObservedConsumer,
  consumerFromWire,
  consumerToWire,
  normaliseConsumer,
  planConsumerChange,
  validateConsumer,
} from "../../domain/consumer/consumer";
import { decideConsumerDelete } from "../../domain/plan/consumerDelete";
import { decideConsumer } from "../../domain/plan/decision";
import { applyConsumer } from "../../jetstream/apply";
import { deleteConsumer, observeConsumer } from "../../jetstream/consumers";
import { assetHandler } from "./assetHandler";
import type { Asset, Inputs } from "./asset";
import { asJson, known } from "./streamAsset";
import { migratesIn } from "./streamMigration";

// a check has found nothing wrong with it: in this run, or in the one that wrote the state
const configOf = ({ config }: Inputs): ConsumerConfig => config;

const streamOf = ({ props }: Inputs): string =>
  typeof props["stream"] === "string" ? props["stream"] : "";

const consumerAsset: Asset<ObservedConsumer> = {
  identity: ["target", "stream", "name"],
  // a stream made anew has no consumers: its time of creation makes that a change of this resource
  inputs: ["adopt", "dataLoss", "onImmutableChange", "streamCreated"],
  label: (inputs) => consumerLabel(streamOf(inputs), inputs.name),
  id: (inputs) => `${streamOf(inputs)}/${inputs.name}`,
  problems: (inputs) => validateConsumer(streamOf(inputs), inputs.name, configOf(inputs)),
  normalise: (inputs) => asJson(normaliseConsumer(inputs.name, configOf(inputs))),
  toWire: (inputs) => consumerToWire(inputs.name, configOf(inputs)),
  fromWire: (wire, declared) => asJson(consumerFromWire(wire, declared)),
  plan: (desired, old, created, server) =>
    planConsumerChange(
      desired,
      {
        stream: streamOf(old),
        name: old.name,
        config: consumerToWire(old.name, configOf(old)),
        created,
      },
      server,
    ),
  observe: (js, inputs) => observeConsumer(js, streamOf(inputs), inputs.name),
  find: (sweep, inputs) => sweep.consumer(streamOf(inputs), inputs.name),
  // a consumer that is there is one of the stream as it is now, whoever made the two again
  around: async (sweep, inputs) => {
    const stream = await sweep.stream(streamOf(inputs));
    return stream && "streamCreated" in inputs.props ? { streamCreated: stream.created } : {};
  },
  decide: (inputs, wire, owned, found, server) =>
    decideConsumer(
      { stream: streamOf(inputs), name: inputs.name, wire, policy: inputs.policy, ...known(owned) },
      found,
      server,
    ),
  apply: (js, inputs, wire, decision, found) =>
    applyConsumer(js, streamOf(inputs), inputs.name, wire, decision, found),
  // a position is kept only with its stream
  migrates: () => false,
  migrate: (_, inputs) => Promise.reject(new RangeError(`${inputs.name}: no consumer is copied`)),
  underWay: (sweep, inputs) => migratesIn(sweep, streamOf(inputs)),
  keep: (found, { policy }, replacing) => {
    const { allowed, sentence } = decideConsumerDelete(found, policy, replacing);
    return allowed ? undefined : sentence;
  },
  remove: (js, inputs) => deleteConsumer(js, streamOf(inputs), inputs.name),
};

/** What the engine's calls for a `Consumer` do. */
export const consumerHandler = assetHandler(consumerAsset);
