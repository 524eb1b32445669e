import { count } from "../assets";
import { type BucketId, bucketAsset, planBucketChange } from "../bucket/bucket";
import { inBucketWords } from "../bucket/bucketWords";
import { creation, type DeclaredAsset, decideFound, type DetailedDecision } from "./decision";
import { deletion, keptFromReplacement } from "./decisionTexts";
import type { Holding } from "./loss";
import type { ObservedStream, StreamState } from "../observed";
import { withoutMarks } from "../ownership";
import type { Policy } from "../policy";
import type { ServerFacts } from "../server";
import { humanSize } from "../units";

/**
 * What to do with a bucket: what is done with its stream, in words of buckets.
 *
 * @param observed the bucket's stream
 */
export function decideBucket(
  bucket: BucketId,
  declared: DeclaredAsset,
  observed: ObservedStream | undefined,
  server: ServerFacts,
): DetailedDecision {
  const decision = observed
    ? decideFound({
        asset: bucketAsset(bucket),
        declared,
        config: observed.config,
        holding: bucketHolds(bucket, observed.state),
        atCreation: [],
        change: (marks) =>
          marks === "marked"
            ? planBucketChange(bucket, declared.wire, observed, server)
            : planBucketChange(bucket, withoutMarks(declared.wire), bare(observed), server),
      })
    : creation(declared, "stream", []);
  return inWords(bucket, decision);
}

/**
 * The last guard before a bucket is deleted.
 *
 * @param policy that with which it was last deployed
 * @param replacing whether it is to be made again
 * @returns whether it may go; the sentence is complete and says what goes or why it stays
 */
export function decideBucketDelete(
  bucket: BucketId,
  observed: ObservedStream,
  policy: Policy,
  replacing: boolean,
): { readonly allowed: boolean; readonly sentence: string } {
  const { holds, messages } = bucketHolds(bucket, observed.state);
  const asset = bucketAsset(bucket);
  const kept = replacing ? keptFromReplacement(asset, holds, policy) : undefined;
  const allowed = kept === undefined && (!messages || policy.dataLoss === "allow");
  const sentence = kept ?? deletion(asset, holds, allowed);
  return { allowed, sentence: inBucketWords(bucket.kind, sentence) };
}

/**
 * What goes with a bucket. Watchers are not counted: they come back by themselves. A deleted key counts as one until its
 * marker goes.
 */
export function bucketHolds({ kind }: BucketId, state: StreamState | undefined): Holding {
  if (!state || state.messages === 0) return { messages: false };
  const { messages, bytes, subjects: keys } = state;
  const size = humanSize(bytes);
  if (kind === "objectStore") return { holds: `objects of ${size}`, messages: true };
  if (keys === undefined) {
    return {
      holds: `${messages} ${messages === 1 ? "entry" : "entries"} (${size})`,
      messages: true,
    };
  }
  const earlier = messages - keys;
  const history = earlier > 0 ? ` and ${count(earlier, "earlier value")}` : "";
  return { holds: `${count(keys, "key")}${history} (${size})`, messages: true };
}

const bare = (observed: ObservedStream): ObservedStream => ({
  ...observed,
  config: withoutMarks(observed.config),
});

function inWords({ kind }: BucketId, decision: DetailedDecision): DetailedDecision {
  const words = (text: string): string => inBucketWords(kind, text);
  return {
    ...decision,
    notes: decision.notes.map(words),
    details: decision.details.map((detail) => ({ ...detail, text: words(detail.text) })),
    refusals: decision.refusals.map(words),
  };
}
