import type { JsonObject } from "../../domain/json";
import type { ConsumerFieldName } from "../../domain/consumer/consumerFields";
import { also, type Samples } from "./samples";

/** What every consumer of the samples has unless a sample says otherwise. */
export const consumerBase = { ackPolicy: "explicit" };

const push = { deliverSubject: "OWN-d" };
const pushed = (values: Samples["values"], beside: JsonObject = {}): readonly Samples[] => [
  { values, beside: { ...push, ...beside } },
];
const starts = {
  sequence: { optStartSeq: 2 },
  time: { optStartTime: "2026-01-31T00:00:00Z" },
  subject: { filterSubjects: ["OWN.>"] },
};
const filters = [null, ["OWN.a"], ["OWN.b"], ["OWN.a", "OWN.b"], ["OWN.none"]];
const pinned = { priorityPolicy: "pinned_client", priorityGroups: ["one"] };
const groups = { priorityGroups: ["one"] };

/** Values of every field of a consumer. A field without samples does not compile. */
export const consumerSamples: Readonly<Record<ConsumerFieldName, readonly Samples[]>> = {
  description: [{ values: [null, "one", "two"] }],
  filterSubjects: [
    { values: filters },
    { values: filters, stream: { retention: "interest" }, where: "stream with retention interest" },
    {
      values: filters,
      stream: { retention: "workqueue" },
      where: "stream with retention workqueue",
    },
  ],
  deliverPolicy: [
    {
      values: [
        ...["all", "last", "new"],
        also("by_start_sequence", starts.sequence),
        also("by_start_time", starts.time),
        also("last_per_subject", starts.subject),
      ],
    },
  ],
  optStartSeq: [{ values: [1, 2, 3], beside: { deliverPolicy: "by_start_sequence" } }],
  optStartTime: [
    {
      values: ["2026-01-31T00:00:00Z", "2026-01-31T02:00:00+02:00", "2026-01-31T00:00:00.5Z"],
      beside: { deliverPolicy: "by_start_time" },
    },
  ],
  headersOnly: [{ values: [null, true] }],
  pauseUntil: [{ values: [null, "2098-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] }],
  maxWaiting: [{ values: [null, 10, 20] }],
  maxBatch: [{ values: [null, 10, 20] }],
  maxExpires: [{ values: [null, "10s", "20s"] }],
  maxBytes: [{ values: [null, "10KB", "20KB"] }],
  priorityPolicy: [
    {
      values: [
        "none",
        also("overflow", groups),
        also("pinned_client", groups),
        also("prioritized", groups),
      ],
    },
  ],
  priorityGroups: [
    { values: [["one"], ["two"], ["one", "two"]], beside: { priorityPolicy: "overflow" } },
  ],
  priorityTimeout: [{ values: [null, "1m", "3m"], beside: pinned }],
  deliverSubject: [{ values: [null, "OWN-d", "OWN-e"] }],
  deliverGroup: pushed([null, "one", "two"]),
  idleHeartbeat: pushed([null, "1s", "2s"]),
  flowControl: pushed([null, true], { idleHeartbeat: "1s" }),
  rateLimitBps: pushed([null, 1_000_000, 2_000_000]),
  ackPolicy: [
    { values: ["none", "all", "explicit"] },
    {
      values: ["none", "all", "explicit", "flow_control"],
      beside: { ...push, idleHeartbeat: "1s", flowControl: true },
      where: "push",
    },
  ],
  ackWait: [{ values: [null, "10s", "1m"] }],
  maxDeliver: [{ values: [null, 3, 5] }],
  backoff: [{ values: [null, ["1s"], ["2s"], ["1s", "2s"]] }],
  maxAckPending: [{ values: [null, -1, 100, 200] }],
  sampleFreq: [{ values: [null, "50%", "100%"] }],
  inactiveThreshold: [{ values: [null, "1h", "2h"] }],
  replicas: [{ values: [0, 1, 3], where: "standalone" }],
  memStorage: [{ values: [null, true] }],
  replayPolicy: [{ values: ["instant", "original"] }],
  metadata: [{ values: [null, { a: "1" }, { a: "2" }, { a: "1", b: "2" }] }],
};
