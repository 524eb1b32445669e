import { streamAsset as streamLabel } from "../../domain/assets";
import { lossOf } from "../../domain/plan/bound";
import { decideStream, decideStreamDelete } from "../../domain/plan/decision";
import { isObject, type JsonObject } from "../../domain/json";
import { changeQuestions } from "../../domain/stream/changeQuestions";
import {
  type ObservedStream,
  type StreamConfig,
  normaliseStream,
  planStreamChange,
  streamFromWire,
  streamToWire,
  validateStream,
} from "../../domain/stream/stream";
import { applyStream } from "../../jetstream/apply";
import { measure } from "../../jetstream/measure";
import { purgeOnce } from "../../jetstream/purge";
import { deleteWithCopy, observeMigrating } from "../../jetstream/migrateLook";
import { mayHaveCopy } from "../../jetstream/migrationCopies";
import { observeStream } from "../../jetstream/streams";
import { assetHandler } from "./assetHandler";
import type { Asset, Inputs } from "./asset";
import { say } from "./say";
import { migratesIn, migrate } from "./streamMigration";

// a check has found nothing wrong with it: in this run, or in the one that wrote the state
const configOf = ({ config }: Inputs): StreamConfig => config;

/** Declared configs hold nothing but JSON; this only tells the compiler. */
export function asJson(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isObject(copy) ? copy : {};
}

/** Absent is not undefined. */
export const known = (owned: boolean | undefined): { readonly owned?: boolean } =>
  owned === undefined ? {} : { owned };

const streamAsset: Asset<ObservedStream> = {
  identity: ["target", "name"],
  inputs: ["adopt", "dataLoss", "onImmutableChange", "purge", "resume"],
  label: ({ name }) => streamLabel(name),
  id: ({ name }) => name,
  problems: (inputs) => validateStream(inputs.name, configOf(inputs)),
  normalise: (inputs) => asJson(normaliseStream(inputs.name, configOf(inputs))),
  toWire: (inputs) => streamToWire(inputs.name, configOf(inputs)),
  fromWire: (wire, declared) => asJson(streamFromWire(wire, declared)),
  plan: (desired, old, created, server) =>
    planStreamChange(
      desired,
      { name: old.name, config: streamToWire(old.name, configOf(old)), created },
      server,
    ),
  observe: async (js, { name }) =>
    (await mayHaveCopy(js, name)) ? observeMigrating(js, name) : observeStream(js, name),
  loss: (decision, found, purged) => lossOf(decision, found?.state, purged),
  weigh: async (js, wire, found, server) => {
    const measured = await measure(js, found, changeQuestions(wire, found, server));
    return { ...found, measured };
  },
  find: (sweep, { name }) => sweep.stream(name),
  decide: ({ name, policy }, wire, owned, found, server) =>
    decideStream({ name, wire, policy, ...known(owned) }, found, server),
  apply: (js, { name }, wire, decision, found) =>
    applyStream(js, name, wire, decision, found, (line) => {
      say(streamLabel(name), [line]);
    }),
  afterUpdate: (olds, { name, props: { purge } }) => {
    if (typeof purge !== "string" || purge === olds["purge"]) return undefined;
    const empty = purgeOnce(name);
    return async (js) => {
      say(streamLabel(name), [`purged, ${await empty(js)} messages went`]);
    };
  },
  migrates: ({ policy }) => policy.onImmutableChange === "migrate",
  migrate: (js, inputs, wire) => migrate(js, inputs, wire),
  underWay: (sweep, { name }) => migratesIn(sweep, name),
  keep: (found, { policy }, replacing) => {
    const { allowed, sentence } = decideStreamDelete(found, policy, replacing);
    return allowed ? undefined : sentence;
  },
  remove: (js, _, found) => deleteWithCopy(js, found),
};

/** What the engine's calls for a `Stream` do. */
export const streamHandler = assetHandler(streamAsset);
