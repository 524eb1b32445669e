import { type Deployment, marked, type StreamDeclaration } from "../declare";
import { asData } from "../field/fields";
import { wellFormed } from "../field/rules";
import { withRaw } from "../field/wire";
import { ownerKey, ownerMark, usedByKey } from "../ownership";
import type { Policy } from "../policy";
import type { Problem } from "../problem";
import type { StreamConfig } from "../stream/streamConfig";
import { streamFromWire } from "../stream/streamWire";
import type { BucketDefinition, KeyValueDefinition, SystemDefinition } from "../system";
import type { BucketConfig } from "./bucketConfig";
import { type BucketId, streamNameOf } from "./bucketId";
import { tableOf } from "./bucketTable";
import { bucketToWire } from "./bucketWire";
import { namingBuckets } from "./bucketWords";
import type { InitialKeys } from "./initialKeys";

/** One bucket, ready to be planned and registered. */
export interface BucketDeclaration extends BucketId {
  /** Name of the resource: "system/bucket". */
  readonly resource: string;
  readonly system: string;
  /** With description and marks. */
  readonly config: BucketConfig;
  readonly policy: Policy;
  readonly initial?: InitialKeys;
}

/**
 * What a stack says of every stream that holds for buckets as well: where data lives. Limits of messages mean something
 * else in a bucket.
 */
const stackWide = ["storage", "replicas", "placement"] as const;

/** Makes of a system's buckets what one stack deploys: purpose and readers written down, marked as the stack's own. */
export function declareBuckets(
  system: SystemDefinition,
  deployment: Deployment,
): readonly BucketDeclaration[] {
  const { keyValue = {}, objectStore = {} } = system.buckets ?? {};
  return [
    ...Object.entries(keyValue).map(([name, definition]) =>
      declareBucket(system.name, { kind: "keyValue", name }, definition, deployment),
    ),
    ...Object.entries(objectStore).map(([name, definition]) =>
      declareBucket(system.name, { kind: "objectStore", name }, definition, deployment),
    ),
  ];
}

function declareBucket(
  system: string,
  bucket: BucketId,
  definition: BucketDefinition & Pick<KeyValueDefinition, "initial">,
  deployment: Deployment,
): BucketDeclaration {
  const resource = `${system}/${bucket.name}`;
  const { adopt, dataLoss, onImmutableChange, initial } = definition;
  return {
    ...bucket,
    resource,
    system,
    config: configOf(definition, deployment, resource),
    policy: {
      ...deployment.policy,
      ...(adopt !== undefined && { adopt }),
      ...(dataLoss !== undefined && { dataLoss }),
      ...(onImmutableChange !== undefined && { onImmutableChange }),
    },
    ...(initial !== undefined && { initial }),
  };
}

function configOf(
  { purpose, usedBy, config }: BucketDefinition,
  { project, stack, streams = {} }: Deployment,
  resource: string,
): BucketConfig {
  const readers = usedBy.length > 0 && { [usedByKey]: usedBy.join(", ") };
  return marked(
    { description: purpose, ...config, ...placed(streams) },
    { [ownerKey]: ownerMark(project, stack, resource), ...readers },
  );
}

const placed = (streams: StreamConfig): BucketConfig =>
  Object.fromEntries(
    stackWide.flatMap((field) => (streams[field] === undefined ? [] : [[field, streams[field]]])),
  );

/**
 * A bucket as the stream that it is: for whatever counts, places or compares streams. What is wrong with the bucket itself
 * is left out.
 */
export function bucketStream(bucket: BucketDeclaration): StreamDeclaration {
  const { resource, system, policy, config } = bucket;
  const good = wellFormed(tableOf(bucket).options, config);
  const wire = withRaw(bucketToWire(bucket, good), asData(config));
  return {
    resource,
    system,
    name: streamNameOf(bucket),
    config: streamFromWire(wire, ["raw"]),
    policy,
    consumers: [],
  };
}

/** @returns streams and buckets of a system, these as the streams that they are */
export const withBucketStreams = (
  streams: readonly StreamDeclaration[],
  buckets: readonly BucketDeclaration[],
): readonly StreamDeclaration[] => [...streams, ...buckets.map(bucketStream)];

/**
 * @param streams those that are declared as plain streams, whatever their names
 * @returns the same problems, streams that are buckets called so
 */
export function inBucketNames(
  problems: readonly Problem[],
  streams: readonly { readonly name: string }[],
): readonly Problem[] {
  const plain = new Set(streams.map(({ name }) => name));
  const named = (text: string): string => namingBuckets(text, (name) => plain.has(name));
  return problems.map(({ path, reason }) => ({ path: named(path), reason: named(reason) }));
}
