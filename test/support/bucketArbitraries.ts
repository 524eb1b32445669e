import fc from "fast-check";
import { type BucketConfig, type BucketId, validateBucket } from "../../domain/bucket/bucket";
import { type Duration, formatDuration } from "../../domain/units";

const millis = (least: number): fc.Arbitrary<Duration> =>
  fc.integer({ min: least, max: 40_000_000_000 }).map((ms) => formatDuration(ms * 1_000_000));

const size = fc.oneof(
  fc.constantFrom(-1, 0),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.constantFrom("100MB", "1KiB", "1GiB" as const),
);

const shared = {
  description: fc.string({ maxLength: 20 }),
  ttl: fc.oneof(fc.constant("0s"), millis(100)),
  maxBytes: size,
  storage: fc.constantFrom("file", "memory"),
  replicas: fc.integer({ min: 1, max: 5 }),
  compression: fc.constantFrom("none", "s2"),
  placement: fc.record({ cluster: fc.constantFrom("", "east") }, { requiredKeys: [] }),
  metadata: fc.dictionary(fc.constantFrom("team", "tier"), fc.string({ maxLength: 8 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  raw: fc.dictionary(fc.constantFrom("new_field", "newer_field"), fc.integer(), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
};

const keys = fc.constantFrom("a", "a.*", "*.b.*", "a.>", ">");

const origin = fc.oneof(
  fc.record(
    {
      bucket: fc.constantFrom("x", "y", "z"),
      keys,
      optStartSeq: fc.nat().map((n) => n + 1),
      external: fc.record({ api: fc.constant("$JS.hub.API") }),
    },
    { requiredKeys: ["bucket"] },
  ),
  fc.record(
    {
      stream: fc.constantFrom("ORDERS", "KV_x", "OBJ_x"),
      filterSubject: fc.constantFrom("orders.>", "$KV.x.a", "$KV.x.>"),
    },
    { requiredKeys: ["stream"] },
  ),
  fc.record({
    stream: fc.constantFrom("ORDERS", "KV_x"),
    subjectTransforms: fc.constantFrom(
      [{ src: "orders.*", dest: "$KV.settings.$1" }],
      [{ src: "$KV.x.>", dest: "$KV.settings.>" }],
      [{ src: "$KV.x.a" }],
    ),
  }),
);

const keyValue = fc.oneof(
  fc.record({ mirror: origin }),
  fc.record(
    {
      sources: fc.uniqueArray(origin, { maxLength: 3, selector: (one) => JSON.stringify(one) }),
      limitMarkerTtl: fc.oneof(fc.constant("0s"), millis(1000)),
    },
    { requiredKeys: [] },
  ),
);

const keyValueSettings = fc.record(
  {
    ...shared,
    history: fc.integer({ min: 1, max: 64 }),
    maxValueSize: size,
    allowDirect: fc.boolean(),
    republish: fc.record(
      { src: fc.constant("$KV.settings.>"), dest: fc.constant("copy.>") },
      { requiredKeys: ["dest"] },
    ),
  },
  { requiredKeys: [] },
);

/** Declarations of this bucket that a server could take: no rule is broken. */
export const bucketConfigOf = (bucket: BucketId): fc.Arbitrary<BucketConfig> =>
  (bucket.kind === "keyValue"
    ? fc.tuple(keyValueSettings, keyValue).map(([own, from]) => ({ ...own, ...from }))
    : fc.record(shared, { requiredKeys: [] })
  )
    .map((config) => config as BucketConfig)
    .filter((config) => validateBucket(bucket, config).length === 0);
