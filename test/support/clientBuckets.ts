import type { BucketConfig } from "../../domain/bucket/bucket";
import type { BucketId } from "../../domain/bucket/bucketId";
import type { JsonObject } from "../../domain/json";

/** A bucket as a person declares it, and the request with which an official client makes the same. */
export interface ClientBucket {
  readonly bucket: BucketId;
  readonly config: BucketConfig;
  readonly request: JsonObject;
  /** First server that has what it asks for. */
  readonly since?: string;
}

const hour = 3_600_000_000_000;
const second = 1_000_000_000;

/** What nats.go sends for every key-value bucket, unless its options say otherwise. */
const keyValue = (name: string, more: JsonObject): JsonObject => ({
  name: `KV_${name}`,
  retention: "limits",
  max_consumers: -1,
  max_msgs: -1,
  max_bytes: -1,
  discard: "new",
  max_age: 0,
  max_msgs_per_subject: 1,
  max_msg_size: -1,
  storage: "file",
  num_replicas: 1,
  duplicate_window: 120 * second,
  deny_delete: true,
  allow_rollup_hdrs: true,
  compression: "none",
  allow_direct: true,
  mirror_direct: false,
  consumer_limits: {},
  ...(!("mirror" in more) && { subjects: [`$KV.${name}.>`] }),
  ...more,
});

/** What nats.go sends for every object store, unless its options say otherwise. */
const objectStore = (name: string, more: JsonObject): JsonObject => ({
  name: `OBJ_${name}`,
  subjects: [`$O.${name}.C.>`, `$O.${name}.M.>`],
  retention: "limits",
  max_consumers: 0,
  max_msgs: 0,
  max_bytes: -1,
  discard: "new",
  max_age: 0,
  max_msgs_per_subject: 0,
  storage: "file",
  num_replicas: 1,
  allow_rollup_hdrs: true,
  compression: "none",
  allow_direct: true,
  mirror_direct: false,
  consumer_limits: {},
  ...more,
});

const kv = (
  name: string,
  config: BucketConfig,
  more: JsonObject = {},
  since?: string,
): ClientBucket => ({
  bucket: { kind: "keyValue", name },
  config,
  request: keyValue(name, more),
  ...(since !== undefined && { since }),
});

const os = (name: string, config: BucketConfig, more: JsonObject = {}): ClientBucket => ({
  bucket: { kind: "objectStore", name },
  config,
  request: objectStore(name, more),
});

/** Requests of nats.go 1.53.1 (`CreateKeyValue`, `CreateObjectStore`), as they went over the wire. */
export const goBuckets: readonly ClientBucket[] = [
  kv("plain", {}),
  kv(
    "full",
    {
      description: "d",
      history: 5,
      ttl: "1h",
      maxValueSize: "1KiB",
      maxBytes: "1MiB",
      storage: "memory",
      compression: "s2",
      metadata: { a: "b" },
      republish: { dest: "copy.>", headersOnly: true },
    },
    {
      description: "d",
      max_bytes: 1_048_576,
      max_age: hour,
      max_msgs_per_subject: 5,
      max_msg_size: 1024,
      storage: "memory",
      placement: { cluster: "" },
      compression: "s2",
      republish: { src: ">", dest: "copy.>", headers_only: true },
      metadata: { a: "b" },
    },
  ),
  kv("brief", { ttl: "30s" }, { max_age: 30 * second, duplicate_window: 30 * second }),
  kv(
    "mirrored",
    { mirror: { bucket: "plain" } },
    { mirror: { name: "KV_plain" }, mirror_direct: true },
  ),
  kv(
    "part",
    { mirror: { bucket: "plain", keys: "a.>" } },
    { mirror: { name: "KV_plain", filter_subject: "$KV.plain.a.>" }, mirror_direct: true },
  ),
  kv(
    "both",
    { sources: [{ bucket: "plain" }, { bucket: "full" }] },
    {
      sources: ["plain", "full"].map((from) => ({
        name: `KV_${from}`,
        subject_transforms: [{ src: `$KV.${from}.>`, dest: "$KV.both.>" }],
      })),
    },
  ),
  kv(
    "mapped",
    {
      sources: [
        { stream: "ORDERS", subjectTransforms: [{ src: "orders.*", dest: "$KV.mapped.$1" }] },
      ],
    },
    {
      sources: [
        { name: "ORDERS", subject_transforms: [{ src: "orders.*", dest: "$KV.mapped.$1" }] },
      ],
    },
  ),
  kv(
    "far",
    {
      sources: [
        { bucket: "far", external: { api: "$JS.hub.API" } },
        { bucket: "other", external: { api: "$JS.hub.API" } },
      ],
    },
    {
      sources: [
        { name: "KV_far", external: { api: "$JS.hub.API", deliver: "" } },
        {
          name: "KV_other",
          subject_transforms: [{ src: "$KV.other.>", dest: "$KV.far.>" }],
          external: { api: "$JS.hub.API", deliver: "" },
        },
      ],
    },
  ),
  kv(
    "marked",
    { limitMarkerTtl: "1m" },
    { allow_msg_ttl: true, subject_delete_marker_ttl: 60 * second },
    "2.11.0",
  ),
  os("objects", {}),
  os(
    "packed",
    {
      description: "d",
      ttl: "1h",
      maxBytes: "1MiB",
      storage: "memory",
      compression: "s2",
      metadata: { a: "b" },
    },
    {
      description: "d",
      max_age: hour,
      max_bytes: 1_048_576,
      storage: "memory",
      compression: "s2",
      metadata: { a: "b" },
    },
  ),
  os("fleeting", { ttl: "30s" }, { max_age: 30 * second }),
];
