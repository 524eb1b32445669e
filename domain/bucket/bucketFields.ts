import type { Field, Mutability } from "../field/fields";
import { count, duration } from "../field/kinds";
import { set } from "../field/structKinds";
import { fixed, update } from "../field/verdicts";
import type { StreamContext } from "../stream/streamContext";
import { streamFields } from "../stream/streamFields";
import { humanSize } from "../units";
import type { BucketSettings, KeyValueConfig } from "./bucketConfig";
import { originKind } from "./originKind";

/** A row of the table of bucket fields. */
export type BucketField = Field<StreamContext>;

/** A bucket refuses what would go beyond its limit, and never deletes for it. */
const maxBytesChange: Mutability<StreamContext> = {
  summary: "in place; nothing is deleted, but writing is refused while the bucket holds more",
  judge: ({ from, to }, { state }) => {
    const lowers = Number(to) > 0 && (Number(from) <= 0 || Number(to) < Number(from));
    if (!lowers || (state !== undefined && state.bytes <= Number(to))) {
      return update("changes in place; what is stored stays");
    }
    const held = state === undefined ? "" : `; it holds ${humanSize(state.bytes)}`;
    return update(`nothing is deleted, but writing is refused while it holds more${held}`);
  },
};

/** A client learns how to read when it opens a bucket; seen with nats.js. */
const allowDirectChange: Mutability<StreamContext> = {
  summary: "in place; turned off, clients find no values until they open the bucket again",
  judge: ({ to }) =>
    update(
      to === true
        ? "clients read so once they open the bucket again"
        : "clients that have the bucket open find no values until they open it again",
    ),
};

/** Options of both kinds of bucket. */
export const sharedFields = {
  description: { ...streamFields.description, doc: "what the bucket is for" },
  ttl: {
    ...streamFields.maxAge,
    kind: duration({ least: "100ms", zero: "no limit" }),
    doc: "how long an entry is kept after it was written",
  },
  maxBytes: {
    ...streamFields.maxBytes,
    change: maxBytesChange,
    doc: "how much the bucket keeps, history and headers included; writing beyond it is refused",
  },
  storage: {
    ...streamFields.storage,
    change: fixed("bucket", "no server moves a bucket between file and memory"),
    doc: "where entries are kept; a standalone server forgets a memory bucket at its restart",
  },
  replicas: {
    ...streamFields.replicas,
    doc: "how many servers hold the bucket; more than 1 needs a cluster",
  },
  placement: {
    ...streamFields.placement,
    doc: "which servers of a cluster may hold the bucket",
  },
  compression: { ...streamFields.compression, doc: "how the file store packs entries" },
  metadata: streamFields.metadata,
} satisfies Record<Exclude<keyof BucketSettings, "raw">, BucketField>;

/** Options of an object store: those that both kinds have. */
export const objectStoreFields = sharedFields;

/** Limits of a key-value bucket, and who keeps it. */
const keyValueLimits = {
  description: sharedFields.description,
  history: {
    ...streamFields.maxMsgsPerSubject,
    kind: count({ least: 1, most: 64 }),
    default: 1,
    doc: "how many values are kept of each key, the latest included",
  },
  ttl: sharedFields.ttl,
  maxValueSize: {
    ...streamFields.maxMsgSize,
    doc: "the largest value taken, headers included",
  },
  maxBytes: sharedFields.maxBytes,
  storage: sharedFields.storage,
  replicas: sharedFields.replicas,
  placement: sharedFields.placement,
  compression: sharedFields.compression,
};

/** What clients of a key-value bucket see. */
const keyValueBehaviour = {
  limitMarkerTtl: {
    ...streamFields.subjectDeleteMarkerTtl,
    doc: "when a key expires, how long a marker stays so that watchers hear of it; lets single keys have a time to live, for good",
  },
  allowDirect: {
    ...streamFields.allowDirect,
    default: true,
    change: allowDirectChange,
    doc: "reads may be answered by any server that holds the bucket, and be a moment behind",
  },
  republish: {
    ...streamFields.republish,
    doc: "publishes each entry once more, on another subject",
  },
  metadata: sharedFields.metadata,
};

/** @returns the options of a key-value bucket of this name: what it copies is renamed into it */
export const keyValueFields = (name: string) =>
  ({
    ...keyValueLimits,
    mirror: {
      ...streamFields.mirror,
      kind: originKind(name, "mirror"),
      doc: "the bucket that this one is a read-only copy of",
    },
    sources: {
      ...streamFields.sources,
      kind: set('[{ bucket: "settings" }]', originKind(name, "source")),
      doc: "buckets whose entries are copied into this one, under the same keys",
    },
    ...keyValueBehaviour,
  }) satisfies Record<Exclude<keyof KeyValueConfig, "raw">, BucketField>;
