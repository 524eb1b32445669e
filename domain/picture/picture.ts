import { type BucketKind, bucketOf } from "../bucket/bucketId";
import { declareBuckets, withBucketStreams } from "../bucket/declareBuckets";
import { declareSystem, type StreamDeclaration } from "../declare";
import { cautious } from "../policy";
import type { StreamConfig } from "../stream/streamConfig";
import type { SystemDefinition } from "../system";

/** How something that is drawn stands to the declaration: live and not of it, or of it and not live. */
export type Standing = "declared" | "unmanaged" | "missing";

/** A stream of a picture, or a bucket. */
export interface DrawnStream {
  /** Its name on the server. */
  readonly name: string;
  readonly config: StreamConfig;
  readonly standing: Standing;
  readonly consumers: readonly DrawnConsumer[];
  /** Under 1 where there is room left; absent where it has no limit, or nobody asked. */
  readonly share?: number;
}

export interface DrawnConsumer {
  readonly name: string;
  readonly standing: Standing;
}

/** What is drawn together: a system, or what belongs to none. */
export interface Picture {
  readonly title: string;
  readonly streams: readonly DrawnStream[];
}

/** @returns the picture of a system as it is declared, whatever a stack says on top */
export function drawSystem(system: SystemDefinition): Picture {
  const deployment = { project: "", stack: "", policy: cautious };
  const streams = declareSystem(system, deployment);
  return drawDeclared(
    system.title,
    withBucketStreams(streams, declareBuckets(system, deployment)),
    "declared",
  );
}

/** @returns streams, and buckets as the streams that they are, as they are declared */
export const drawDeclared = (
  title: string,
  streams: readonly StreamDeclaration[],
  standing: Standing,
): Picture => ({
  title,
  streams: streams.map(({ name, config, consumers }) => ({
    name,
    config,
    standing,
    consumers: consumers.map((consumer) => ({ name: consumer.name, standing })),
  })),
});

/** @returns what kind of store a stream is to its users, and how they call it */
export function storeOf({ name }: DrawnStream): {
  readonly kind: "stream" | BucketKind;
  readonly label: string;
} {
  const bucket = bucketOf(name);
  return bucket ? { kind: bucket.kind, label: bucket.name } : { kind: "stream", label: name };
}
