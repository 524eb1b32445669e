import { all, type ConsumerChangeRow, pull, push } from "./consumerChangeRow";

const from211 = ["impossible", "update", "update", "update", "update"] as const;
const only211 = [null, "update", "update", "update", "update"] as const;
const group = { ...pull, priorityPolicy: "overflow", priorityGroups: ["g"] } as const;

/** Changes in place. */
const inPlace = all("update", [
  { change: "description", from: pull, to: { ...pull, description: "x" } },
  { change: "metadata", from: pull, to: { ...pull, metadata: { k: "v" } } },
  { change: "ackWait", from: pull, to: { ...pull, ackWait: "1m" } },
  { change: "ackWait back to the default", from: { ...pull, ackWait: "1m" }, to: pull },
  { change: "maxDeliver", from: pull, to: { ...pull, maxDeliver: 3 } },
  { change: "maxDeliver back to the default", from: { ...pull, maxDeliver: 3 }, to: pull },
  { change: "backoff added", from: pull, to: { ...pull, backoff: ["1s", "2s"] } },
  { change: "backoff removed", from: { ...pull, backoff: ["1s"] }, to: pull },
  { change: "sampleFreq", from: pull, to: { ...pull, sampleFreq: "50%" } },
  { change: "maxAckPending", from: pull, to: { ...pull, maxAckPending: 5 } },
  { change: "headersOnly", from: pull, to: { ...pull, headersOnly: true } },
  { change: "maxBatch", from: pull, to: { ...pull, maxBatch: 5 } },
  { change: "maxExpires", from: pull, to: { ...pull, maxExpires: "5s" } },
  { change: "maxBytes", from: pull, to: { ...pull, maxBytes: "1MB" } },
  { change: "inactiveThreshold", from: pull, to: { ...pull, inactiveThreshold: "1h" } },
  { change: "replicas 0 to 1", from: pull, to: { ...pull, replicas: 1 } },
  { change: "replicas 1 to 0", from: { ...pull, replicas: 1 }, to: pull },
  {
    change: "replicas 0 to 3 in a cluster",
    from: pull,
    to: { ...pull, replicas: 3 },
    clustered: true,
  },
  { change: "rateLimitBps of a push consumer", from: push, to: { ...push, rateLimitBps: 8000 } },
  { change: "deliverGroup added", from: push, to: { ...push, deliverGroup: "g" } },
  {
    change: "deliverSubject of a push consumer",
    from: push,
    to: { ...push, deliverSubject: "deliver.y" },
    says: /10013/,
  },
  {
    change: "filter added",
    from: pull,
    to: { ...pull, filterSubjects: ["t.a"] },
    says: /"t\.a"|">" are not delivered any more/,
  },
  {
    change: "filter removed",
    from: { ...pull, filterSubjects: ["t.a"] },
    to: pull,
    says: /does not move back.*">"/,
  },
  {
    change: "filter changed",
    from: { ...pull, filterSubjects: ["t.a"] },
    to: { ...pull, filterSubjects: ["t.b"] },
    says: /does not move back.*"t\.b".*"t\.a" are not delivered/,
  },
  {
    change: "one filter to two",
    from: { ...pull, filterSubjects: ["t.a"] },
    to: { ...pull, filterSubjects: ["t.a", "t.b"] },
    says: /does not move back.*"t\.b" are not delivered$/,
  },
  {
    change: "filter narrowed on a workqueue stream",
    from: { ...pull, filterSubjects: ["t.*"] },
    to: { ...pull, filterSubjects: ["t.a"] },
    retention: "workqueue",
    says: /"t\.\*" stay without a reader/,
  },
  {
    change: "a raw field",
    from: pull,
    to: { ...pull, raw: { new_field: 1 } },
    says: /sent as it stands/,
  },
]);

/** No change at all. */
const none = all("none", [
  {
    change: "filters in another order",
    from: { ...pull, filterSubjects: ["t.a", "t.b"] },
    to: { ...pull, filterSubjects: ["t.b", "t.a"] },
  },
  {
    change: "one filter read back as a list",
    from: pull,
    to: { ...pull, filterSubjects: ["t.a"] },
    reads: { filter_subjects: ["t.a"] },
  },
  {
    change: "optStartTime in another spelling",
    from: { ...pull, deliverPolicy: "by_start_time", optStartTime: "2026-01-31T02:00:00+02:00" },
    to: { ...pull, deliverPolicy: "by_start_time", optStartTime: "2026-01-31T00:00:00.0Z" },
  },
  {
    change: "what the consumer limits of the stream filled in",
    from: pull,
    to: pull,
    reads: { max_ack_pending: 77, inactive_threshold: 3600e9, max_batch: 10 },
  },
  {
    change: "ackWait as backoff gave it",
    from: { ...pull, backoff: ["1s", "2s"] },
    to: { ...pull, backoff: ["1s", "2s"] },
    reads: { ack_wait: 1e9 },
  },
  {
    change: "maxWaiting as declared and as given",
    from: pull,
    to: { ...pull, maxWaiting: 512 },
  },
  {
    change: "sampleFreq without a sign",
    from: pull,
    to: { ...pull, sampleFreq: "25%" },
    reads: { sample_freq: "25" },
  },
]);

/** What no server changes in place. */
const replaced = all("replace", [
  { change: "deliverPolicy", from: pull, to: { ...pull, deliverPolicy: "new" }, says: /position/ },
  {
    change: "optStartSeq",
    from: { ...pull, deliverPolicy: "by_start_sequence", optStartSeq: 1 },
    to: { ...pull, deliverPolicy: "by_start_sequence", optStartSeq: 2 },
  },
  {
    change: "optStartTime",
    from: { ...pull, deliverPolicy: "by_start_time", optStartTime: "2026-01-31T00:00:00Z" },
    to: { ...pull, deliverPolicy: "by_start_time", optStartTime: "2026-02-01T00:00:00Z" },
  },
  { change: "ackPolicy", from: pull, to: { ackPolicy: "all" }, says: /acknowledged up to 2/ },
  { change: "replayPolicy", from: pull, to: { ...pull, replayPolicy: "original" } },
  { change: "maxWaiting", from: pull, to: { ...pull, maxWaiting: 5 } },
  { change: "maxWaiting no longer declared", from: { ...pull, maxWaiting: 5 }, to: pull },
  { change: "idleHeartbeat", from: push, to: { ...push, idleHeartbeat: "1s" } },
  {
    change: "flowControl",
    from: { ...push, idleHeartbeat: "1s" },
    to: { ...push, idleHeartbeat: "1s", flowControl: true },
  },
  { change: "pull to push", from: pull, to: push, says: /pull consumer into a push consumer/ },
  { change: "push to pull", from: push, to: pull },
  {
    change: "memStorage on",
    from: pull,
    to: { ...pull, memStorage: true },
    says: /lose the position/,
  },
  { change: "memStorage off", from: { ...pull, memStorage: true }, to: pull },
]);

/** Changes of consumers, row by row. */
export const consumerRows: readonly ConsumerChangeRow[] = [
  ...inPlace,
  ...none,
  ...replaced,
  {
    change: "filter narrowed on an interest stream",
    from: { ...pull, filterSubjects: ["t.*"] },
    to: { ...pull, filterSubjects: ["t.a"] },
    retention: "interest",
    expected: "destructive",
    says: /no other consumer wants are deleted/,
  },
  {
    change: "filter narrowed on an interest stream that holds nothing",
    from: { ...pull, filterSubjects: ["t.*"] },
    to: { ...pull, filterSubjects: ["t.a"] },
    retention: "interest",
    stored: 0,
    expected: "update",
    says: /nothing is deleted; the stream is empty/,
  },
  {
    change: "filter widened on an interest stream",
    from: { ...pull, filterSubjects: ["t.a"] },
    to: { ...pull, filterSubjects: ["t.*"] },
    retention: "interest",
    expected: "update",
  },
  {
    change: "replicas 3 on a standalone server",
    from: pull,
    to: { ...pull, replicas: 3 },
    expected: "impossible",
    says: /10074/,
  },
  {
    change: "ackPolicy explicit to flow_control",
    from: push,
    to: { ...push, ackPolicy: "flow_control", idleHeartbeat: "1s", flowControl: true },
    expected: ["impossible", "impossible", "impossible", "replace", "replace"],
  },
  {
    change: "pauseUntil added",
    from: pull,
    to: { ...pull, pauseUntil: "2036-01-01T00:00:00Z" },
    expected: from211,
    says: /needs server 2\.11|nothing is delivered before then/,
  },
  {
    change: "pauseUntil dropped",
    from: { ...pull, pauseUntil: "2036-01-01T00:00:00Z" },
    to: pull,
    expected: only211,
    says: /goes on at once/,
  },
  { change: "priorityPolicy and groups on", from: pull, to: group, expected: from211 },
  { change: "priorityPolicy and groups off", from: group, to: pull, expected: only211 },
  {
    change: "priorityGroups renamed and more of them",
    from: group,
    to: { ...group, priorityGroups: ["h", "i"] },
    expected: from211,
  },
  {
    change: "priorityTimeout",
    from: { ...group, priorityPolicy: "pinned_client" },
    to: { ...group, priorityPolicy: "pinned_client", priorityTimeout: "1m" },
    expected: from211,
  },
  {
    change: "priorityPolicy prioritized",
    from: pull,
    to: { ...group, priorityPolicy: "prioritized" },
    expected: ["impossible", "impossible", "update", "update", "update"],
    says: /needs server 2\.1[12]|changes in place/,
  },
];
