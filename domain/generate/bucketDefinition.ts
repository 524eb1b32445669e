import { consumerAsset, quoted, streamAsset } from "../assets";
import {
  bucketAsset,
  type BucketConfig,
  bucketFromWire,
  type BucketId,
  type BucketKind,
  bucketOf,
  streamNameOf,
  validateBucket,
} from "../bucket/bucket";
import type { ObservedStream } from "../observed";
import { usersOf, withoutMarks } from "../ownership";
import type { LiveServer } from "../plan/live";
import { problemLines } from "../problem";
import type { BucketDefinition, SystemDefinition } from "../system";

/** A stream that clients take for a bucket. */
export interface FoundBucket {
  /** Absent where it has to be declared as the plain stream that it is. */
  readonly bucket?: GeneratedBucket;
  /** Each complete: what was left out, and why. */
  readonly leftOut: readonly string[];
  /** Each complete: why it is declared as a plain stream. */
  readonly notes: readonly string[];
}

/** A bucket with what declares it. */
export interface GeneratedBucket extends BucketId {
  readonly definition: BucketDefinition;
}

/** How fields of the stream underneath are called, beside the options of a bucket. */
const beneath = "stream.";

/**
 * Declares a stream as the bucket that clients find in it.
 *
 * @returns undefined where its name is that of a plain stream
 */
export function bucketDefinition(
  { name, config: wire }: ObservedStream,
  live: LiveServer,
): FoundBucket | undefined {
  const bucket = bucketOf(name);
  if (bucket === undefined) return undefined;
  const { description = "", ...config } = bucketFromWire(bucket, withoutMarks(wire), ["raw"]);
  const reasons = noBucket(bucket, config, live);
  if (reasons.length > 0) {
    return { leftOut: [], notes: reasons.map((reason) => plain(name, bucket, reason)) };
  }
  const definition = {
    purpose: description,
    usedBy: usersOf(wire),
    ...(Object.keys(config).length > 0 && { config }),
  };
  return { bucket: { ...bucket, definition }, leftOut: consumersLeft(bucket, live), notes: [] };
}

/** @returns why its options cannot say all of it */
function noBucket(bucket: BucketId, config: BucketConfig, live: LiveServer): readonly string[] {
  const other = Object.keys(config)
    .filter((key) => key.startsWith(beneath))
    .map((key) => key.slice(beneath.length));
  if (other.length > 0) return [`clients give a bucket other values of ${quoted(other)}`];
  const twin = streamNameOf({ kind: "keyValue", name: bucket.name });
  if (bucket.kind === "objectStore" && live.streams.some(({ name }) => name === twin)) {
    return ["a key-value bucket has this name as well, and outputs name buckets by name alone"];
  }
  return problemLines(validateBucket(bucket, config, live.facts));
}

const plain = (stream: string, bucket: BucketId, reason: string): string =>
  `${streamAsset(stream)}: declared as a plain stream, not as ${bucketAsset(bucket)}: ${reason}`;

/** A bucket is declared without consumers; nothing deletes those that somebody else has made. */
const consumersLeft = (bucket: BucketId, { consumers }: LiveServer): readonly string[] =>
  consumers
    .filter(({ stream }) => stream === streamNameOf(bucket))
    .filter(({ config }) => config["durable_name"] !== undefined)
    .map(
      ({ stream, name }) =>
        `${consumerAsset(stream, name)}: ${bucketAsset(bucket)} is declared without consumers; it stays as it is`,
    );

/** @returns the member of a system that holds its buckets; none where there are none */
export function bucketsOf(all: readonly GeneratedBucket[]): Pick<SystemDefinition, "buckets"> {
  const kinds: readonly BucketKind[] = ["keyValue", "objectStore"];
  const groups = kinds.flatMap((kind) => {
    const own = all.filter((bucket) => bucket.kind === kind);
    const members = own.map(({ name, definition }) => [name, definition] as const);
    return own.length > 0 ? [[kind, Object.fromEntries(members)] as const] : [];
  });
  return groups.length > 0 ? { buckets: Object.fromEntries(groups) } : {};
}
