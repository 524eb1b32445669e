import {
  type BucketConfig,
  bucketAsset as bucketLabel,
  bucketFromWire,
  type BucketId,
  type BucketKind,
  bucketOf,
  bucketToWire,
  liveWire,
  normaliseBucket,
  planBucketChange,
  streamNameOf,
  validateBucket,
} from "../../domain/bucket/bucket";
import { type InitialKeys, initialProblems } from "../../domain/bucket/initialKeys";
import { same } from "../../domain/field/kind";
import { isObject } from "../../domain/json";
import type { ObservedStream, WireConfig } from "../../domain/observed";
import { decideBucket, decideBucketDelete } from "../../domain/plan/bucketDecision";
import type { Decision } from "../../domain/plan/decision";
import { applyBucket } from "../../jetstream/apply";
import type { JetStream } from "../../jetstream/connection";
import { writeInitialKeys } from "../../jetstream/initialKeys";
import { deleteStream, observeStream } from "../../jetstream/streams";
import { assetHandler } from "./assetHandler";
import type { Asset, Inputs } from "./asset";
import { say } from "./say";
import { asJson, known } from "./streamAsset";

// a check has found nothing wrong with it: in this run, or in the one that wrote the state
const configOf = ({ config }: Inputs): BucketConfig => config;

const initialOf = ({ props }: Inputs): InitialKeys => {
  const { initial } = props;
  const entries = isObject(initial) ? Object.entries(initial) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
};

/** What a bucket is, in a program and in a state file. */
type Declared = Pick<
  Asset<ObservedStream>,
  "identity" | "inputs" | "label" | "id" | "problems" | "normalise" | "toWire" | "fromWire" | "plan"
>;

const bucketAsset = (kind: BucketKind): Asset<ObservedStream> => ({
  ...declaredAs(kind),
  ...keptAs(kind),
});

const declaredAs = (kind: BucketKind): Declared => ({
  identity: ["target", "name"],
  inputs: ["adopt", "dataLoss", "onImmutableChange", ...(kind === "keyValue" ? ["initial"] : [])],
  label: ({ name }) => bucketLabel({ kind, name }),
  id: ({ name }) => name,
  problems: (inputs) => [
    ...validateBucket({ kind, name: inputs.name }, configOf(inputs)),
    ...initialProblems(inputs.name, configOf(inputs), inputs.props["initial"]),
  ],
  normalise: (inputs) => asJson(normaliseBucket({ kind, name: inputs.name }, configOf(inputs))),
  toWire: (inputs) => bucketToWire({ kind, name: inputs.name }, configOf(inputs)),
  fromWire: (wire, declared) => asJson(bucketFromWire(idIn(wire, kind), wire, declared)),
  plan: (desired, old, created, server) => {
    const bucket = { kind, name: old.name };
    const config = bucketToWire(bucket, configOf(old));
    return planBucketChange(
      bucket,
      desired,
      { name: streamNameOf(bucket), config, created },
      server,
    );
  },
});

const keptAs = (kind: BucketKind): Omit<Asset<ObservedStream>, keyof Declared> => {
  const streamOf = ({ name }: Inputs): string => streamNameOf({ kind, name });
  return {
    observe: (js, inputs) => observeStream(js, streamOf(inputs)),
    find: (sweep, inputs) => sweep.stream(streamOf(inputs)),
    decide: ({ name, policy }, wire, owned, found, server) =>
      decideBucket({ kind, name }, { name, wire, policy, ...known(owned) }, found, server),
    apply: (js, inputs, wire, decision, found, owned) =>
      apply(js, { ...inputs, kind, owned }, wire, decision, found),
    afterUpdate: (olds, { name, props }) => {
      const changed = !same(olds["initial"] ?? null, props["initial"] ?? null);
      if (changed) say(bucketLabel({ kind, name }), [initialChanged]);
      return undefined;
    },
    // readers of a bucket would not find in a copy what has not been copied yet
    migrates: () => false,
    migrate: (_, { name }) => Promise.reject(new RangeError(`${name}: no bucket is copied`)),
    underWay: () => Promise.resolve(false),
    keep: (found, { name, policy }, replacing) => {
      const { allowed, sentence } = decideBucketDelete({ kind, name }, found, policy, replacing);
      return allowed ? undefined : sentence;
    },
    remove: (js, inputs) => deleteStream(js, streamOf(inputs)),
  };
};

/** What a server replied names the stream. */
const idIn = ({ name }: WireConfig, kind: BucketKind): BucketId =>
  bucketOf(typeof name === "string" ? name : "") ?? { kind, name: "" };

const initialChanged =
  "initial has changed; keys are written when a bucket is created, never into one that exists";

/** Inputs, and what is known of what they stand for. */
interface BucketInputs extends Inputs, BucketId {
  /** Whether the state file holds it; undefined where that is not known. */
  readonly owned: boolean | undefined;
}

async function apply(
  js: JetStream,
  inputs: BucketInputs,
  wire: WireConfig,
  decision: Decision,
  found: ObservedStream | undefined,
): Promise<ObservedStream> {
  const { owned, name } = inputs;
  const applied = await applyBucket(js, inputs, liveWire(wire, found?.config), decision, found);
  const initial = initialOf(inputs);
  // a run that ended after it had made the bucket has written a part of its keys at most, and left no state
  const begun =
    owned !== true &&
    decision.action !== "adopt" &&
    Number(applied.state?.lastSeq ?? 0) < Object.keys(initial).length;
  if (decision.action === "create" || begun) await writeInitialKeys(js, name, initial);
  return applied;
}

/** What the engine's calls for a `KeyValue` do. */
export const keyValueHandler = assetHandler(bucketAsset("keyValue"));

/** What the engine's calls for an `ObjectStore` do. */
export const objectStoreHandler = assetHandler(bucketAsset("objectStore"));
