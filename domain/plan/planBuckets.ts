import { count, quoted, streamAsset } from "../assets";
import {
  bucketAsset,
  bucketOf,
  bucketToWire,
  streamNameOf,
  validateBucket,
} from "../bucket/bucket";
import { bucketNoun } from "../bucket/bucketId";
import { namingBuckets } from "../bucket/bucketWords";
import { type BucketDeclaration, inBucketNames } from "../bucket/declareBuckets";
import { initialProblems } from "../bucket/initialKeys";
import { inner } from "../field/fields";
import type { Json } from "../json";
import { decideBucket } from "./bucketDecision";
import { type LiveServer, liveStream } from "./live";
import type { Note } from "./note";
import type { Plan } from "./plan";
import { type Invalid, offlineNote, planned, type Planned, without } from "./planDecisions";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";

/** @returns the decision for one bucket */
export function planBucket(
  bucket: BucketDeclaration,
  live: LiveServer | undefined,
  invalid: Invalid,
): Planned {
  const asset = bucketAsset(bucket);
  const stream = streamNameOf(bucket);
  const observed = live && liveStream(live, stream);
  if (invalid(asset)) return without(asset, "bucket", "invalid");
  if (!live) return without(asset, "bucket", "unchecked");
  if (!observed && live.missing.includes(stream)) {
    return { ...without(asset, "bucket", "unchecked"), notes: [offlineNote(asset)] };
  }
  const { name, policy, config } = bucket;
  const declared = { name, wire: bucketToWire(bucket, config), policy };
  const decision = decideBucket(bucket, declared, observed, live.facts);
  return planned("bucket", asset, decision, creationText(bucket));
}

/** What is wrong with one declared asset by itself. */
export interface Mistaken {
  readonly asset: string;
  readonly found: readonly Problem[];
}

/** @returns the mistakes of each bucket, by what texts call it */
export const bucketMistakes = (
  buckets: readonly BucketDeclaration[],
  facts: ServerFacts | undefined,
): readonly Mistaken[] =>
  buckets.map((bucket) => ({
    asset: bucketAsset(bucket),
    found: [
      ...validateBucket(bucket, bucket.config, facts),
      ...initialProblems(bucket.name, bucket.config, bucket.initial),
      ...(bucket.kind === "keyValue" ? [] : namesakes(bucket, buckets)),
    ],
  }));

/** Outputs name the buckets of a system by name alone. */
function namesakes(
  { system, name, kind }: BucketDeclaration,
  buckets: readonly BucketDeclaration[],
): readonly Problem[] {
  const twice = buckets.some(
    (other) => other.system === system && other.name === name && other.kind !== kind,
  );
  const reason = `a key-value bucket of system "${system}" has this name as well; rename one of the two, for outputs name buckets by their names alone`;
  return twice ? [{ path: `${bucketNoun(kind)} "${name}": name`, reason }] : [];
}

/** What is legal and rarely meant: a stream that every client takes for a bucket, or for the memory of MQTT. */
export const bucketLikeNotes = (streams: readonly { readonly name: string }[]): readonly Note[] =>
  streams.flatMap(({ name }) => {
    const bucket = bucketOf(name);
    const text = bucket
      ? `clients take it for ${bucketAsset(bucket)} and rely on settings that a plain stream does not have; declare it in buckets.${bucket.kind} instead, or give it another name`
      : "a server keeps MQTT sessions and messages in streams of such names and relies on its own settings; leave it to the server, or give it another name";
    return bucket || name.startsWith("$MQTT_")
      ? [{ asset: streamAsset(name), kind: "advice" as const, text }]
      : [];
  });

/** What a plan tells. */
type Told = Pick<Plan, "problems" | "refusals" | "notes">;

/** @returns the same, streams that are buckets called so; what is declared as a plain stream keeps its name */
export function inNames(plan: Told, streams: readonly { readonly name: string }[]): Told {
  const plain = new Set(streams.map(({ name }) => name));
  const named = (text: string): string => namingBuckets(text, (name) => plain.has(name));
  return {
    problems: inBucketNames(plan.problems, streams),
    refusals: plan.refusals.map(({ asset, sentence }) => ({
      asset: named(asset),
      sentence: named(sentence),
    })),
    notes: plan.notes.map((note) => ({
      ...note,
      asset: named(note.asset),
      text: named(note.text),
    })),
  };
}

function creationText(bucket: BucketDeclaration): string {
  const wire = bucketToWire(bucket, bucket.config);
  const { sources, mirror } = wire;
  const initial = Object.keys(bucket.initial ?? {}).length;
  const list: readonly Json[] = Array.isArray(sources) ? (sources as Json[]) : [];
  const parts = [
    ...(mirror === undefined ? [] : [`as a mirror of ${quoted([nameIn(mirror)])}`]),
    ...(list.length > 0 ? [`with copies from ${quoted(list.map(nameIn))}`] : []),
    ...(initial > 0 ? [`with ${count(initial, "initial key")}`] : []),
  ];
  return ["is created", ...parts].join(", ");
}

const nameIn = (origin: Json): string => {
  const { name } = inner(origin);
  return typeof name === "string" ? name : "";
};
