import fc from "fast-check";
import type { ConsumerConfig } from "../../domain/consumer/consumerConfig";
import type { StreamConfig } from "../../domain/stream/streamConfig";
import { formatDuration, type Duration } from "../../domain/units";
import { validateConsumer } from "../../domain/consumer/validateConsumer";
import { validateStream } from "../../domain/stream/validateStream";

/** The name under which the arbitrary streams and consumers are declared. */
export const arbitraryName = "STREAM";

const token = fc.constantFrom("a", "b", "orders", "created", "x1");

/** A subject without wildcards. */
export const literalSubject = fc
  .array(token, { minLength: 1, maxLength: 4 })
  .map((tokens) => tokens.join("."));

/** A subject that begins with a word and may have wildcards after it. */
export const subject = fc
  .tuple(token, fc.array(fc.oneof(token, fc.constant("*")), { maxLength: 3 }), fc.boolean())
  .map(([first, rest, open]) => [first, ...rest, ...(open ? [">"] : [])].join("."));

const millis = (least: number): fc.Arbitrary<Duration> =>
  fc.integer({ min: least, max: 40_000_000_000 }).map((ms) => formatDuration(ms * 1_000_000));

const count = fc.oneof(fc.constantFrom(-1, 0), fc.integer({ min: 1, max: 1_000_000 }));
const size = fc.oneof(
  fc.constantFrom(-1, 0),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.constantFrom("100MB", "100MiB", "1kB", "1KB", "1000B", "2GB" as const),
);
const instant = fc.constantFrom(
  "2026-01-31T00:00:00Z",
  "2026-01-31T02:00:00+02:00",
  "2026-01-31T00:00:00.123456789Z",
  "2026-01-31T00:00:00.100Z",
);
const metadata = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => !key.startsWith("_nats.") && key !== "__proto__"),
  fc.string({ maxLength: 8 }),
  { maxKeys: 3, noNullPrototype: true },
);
const raw = fc.dictionary(fc.constantFrom("new_field", "newer_field"), fc.integer(), {
  maxKeys: 2,
  noNullPrototype: true,
});

/** An end that goes with the beginning: as many wildcards, and open where that is open. */
const endOf = (src: string | undefined): string => {
  const wildcards = (src ?? ">").split(".").filter((part) => part === "*");
  const named = wildcards.map((_wildcard, i) =>
    i % 2 === 0 ? `$${i + 1}` : `{{wildcard(${i + 1})}}`,
  );
  return ["out", ...named, ...((src ?? ">").endsWith(">") ? [">"] : [])].join(".");
};

const transform = fc
  .option(subject, { nil: undefined })
  .map((src) => ({ ...(src === undefined ? {} : { src }), dest: endOf(src) }));

const source = fc.oneof(
  fc.record(
    {
      name: fc.constantFrom("ORDERS", "EVENTS"),
      optStartSeq: fc.nat().map((n) => n + 1),
      filterSubject: subject,
    },
    { requiredKeys: ["name"] },
  ),
  fc.record(
    {
      name: fc.constantFrom("ORDERS", "EVENTS"),
      optStartTime: instant,
      external: fc.record(
        { api: fc.constant("$JS.hub.API"), deliver: literalSubject },
        { requiredKeys: ["api"] },
      ),
      subjectTransforms: fc.array(
        fc.oneof(transform, fc.record({ src: subject }, { requiredKeys: [] })),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ["name"] },
  ),
);

const origin = fc.oneof(
  { weight: 1, arbitrary: fc.record({ mirror: source }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        subjects: fc.uniqueArray(subject, { maxLength: 3 }),
        sources: fc.uniqueArray(source, {
          maxLength: 2,
          selector: (one) => JSON.stringify(one),
        }),
        firstSeq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      },
      { requiredKeys: [] },
    ),
  },
);

const settings = fc.record(
  {
    description: fc.string({ maxLength: 20 }),
    retention: fc.constantFrom("limits", "interest", "workqueue"),
    maxConsumers: count,
    maxMsgs: count,
    maxBytes: size,
    maxMsgsPerSubject: count,
    maxAge: fc.oneof(fc.constant("0s"), millis(100)),
    maxMsgSize: size,
    discard: fc.constantFrom("old", "new"),
    discardNewPerSubject: fc.boolean(),
    storage: fc.constantFrom("file", "memory"),
    replicas: fc.integer({ min: 1, max: 5 }),
    noAck: fc.boolean(),
    duplicateWindow: millis(100),
    placement: fc.record(
      { cluster: fc.constantFrom("", "east"), tags: fc.uniqueArray(token) },
      { requiredKeys: [] },
    ),
    compression: fc.constantFrom("none", "s2"),
    subjectTransform: transform,
    republish: fc
      .tuple(transform, fc.option(fc.boolean(), { nil: undefined }))
      .map(([{ dest, ...from }, headersOnly]) => ({
        ...from,
        dest: `copy.${dest}`,
        ...(headersOnly === undefined ? {} : { headersOnly }),
      })),
    allowDirect: fc.boolean(),
    mirrorDirect: fc.boolean(),
    sealed: fc.constantFrom(false, false, true),
    denyDelete: fc.boolean(),
    denyPurge: fc.boolean(),
    allowRollup: fc.boolean(),
    consumerLimits: fc.record(
      { inactiveThreshold: millis(1), maxAckPending: fc.integer({ min: 1, max: 9999 }) },
      { requiredKeys: [] },
    ),
    metadata,
    raw,
  },
  { requiredKeys: [] },
);

const features = fc.record(
  {
    allowMsgTtl: fc.boolean(),
    subjectDeleteMarkerTtl: fc.oneof(fc.constant("0s"), millis(1000)),
    allowMsgCounter: fc.boolean(),
    allowAtomic: fc.boolean(),
    allowMsgSchedules: fc.boolean(),
    persistMode: fc.constantFrom("default", "async"),
    allowBatched: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A stream that a server could take: no rule is broken. */
export const streamConfig: fc.Arbitrary<StreamConfig> = fc
  .tuple(settings, origin, fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, features))
  .map(([own, from, more]) => withoutFaults({ ...own, ...from, ...more }));

/** Fields that break a rule with others are left out, so that no example is thrown away. */
function withoutFaults(config: object): StreamConfig {
  let left = config as StreamConfig;
  let faults = validateStream(arbitraryName, left);
  while (faults.length > 0) {
    const bad = new Set(faults.map(({ path }) => fieldOf(path)));
    left = Object.fromEntries(Object.entries(left).filter(([name]) => !bad.has(name)));
    faults = validateStream(arbitraryName, left);
  }
  return left;
}

/** `stream "S": sources[0].name` is about `sources`. */
const fieldOf = (path: string): string => /: (\w+)[^:]*$/.exec(path)?.[1] ?? "";

const consumerSettings = fc.record(
  {
    description: fc.string({ maxLength: 20 }),
    ackPolicy: fc.constantFrom("none", "all", "explicit", "flow_control"),
    ackWait: millis(1),
    maxDeliver: count,
    backoff: fc.array(millis(1), { maxLength: 3 }),
    filterSubjects: fc.uniqueArray(subject, { maxLength: 3 }),
    replayPolicy: fc.constantFrom("instant", "original"),
    sampleFreq: fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
    maxAckPending: fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 5000 })),
    headersOnly: fc.boolean(),
    inactiveThreshold: fc.oneof(fc.constant("0s"), millis(1)),
    replicas: fc.integer({ min: 0, max: 5 }),
    memStorage: fc.boolean(),
    metadata,
    pauseUntil: instant,
    raw,
  },
  { requiredKeys: [] },
);

const start = fc.oneof(
  fc.record({ deliverPolicy: fc.constantFrom("all", "last", "new", "last_per_subject") }),
  fc.record({
    deliverPolicy: fc.constant("by_start_sequence"),
    optStartSeq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  }),
  fc.record({ deliverPolicy: fc.constant("by_start_time"), optStartTime: instant }),
);

const delivery = fc.oneof(
  fc.record(
    {
      maxWaiting: fc.integer({ min: 1, max: 1000 }),
      maxBatch: fc.nat(1000),
      maxExpires: fc.oneof(fc.constant("0s"), millis(1)),
      maxBytes: size.filter((bytes) => bytes !== -1),
      priorityPolicy: fc.constantFrom("none", "overflow", "pinned_client", "prioritized"),
      priorityGroups: fc.uniqueArray(token, { minLength: 1, maxLength: 2 }),
      priorityTimeout: fc.oneof(fc.constant("0s"), millis(1)),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      deliverSubject: literalSubject.map((text) => `deliver.${text}`),
      deliverGroup: token,
      idleHeartbeat: fc.oneof(fc.constant("0s"), millis(100)),
      flowControl: fc.boolean(),
      rateLimitBps: fc.nat(),
    },
    { requiredKeys: ["deliverSubject"] },
  ),
);

/** A durable consumer that a server could take: no rule is broken. */
export const consumerConfig: fc.Arbitrary<ConsumerConfig> = fc
  .tuple(consumerSettings, start, delivery)
  .map(([own, from, more]) => withoutConsumerFaults({ ...own, ...from, ...more }));

function withoutConsumerFaults(config: object): ConsumerConfig {
  let left = config as ConsumerConfig;
  let faults = validateConsumer(arbitraryName, "worker", left);
  while (faults.length > 0) {
    const bad = new Set(faults.map(({ path }) => fieldOf(path)));
    left = Object.fromEntries(Object.entries(left).filter(([name]) => !bad.has(name)));
    faults = validateConsumer(arbitraryName, "worker", left);
  }
  return left;
}
