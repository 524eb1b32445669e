import type { StreamConfig } from "../domain/stream/stream";
import type { PlanStory } from "./planStories";

const mine: StreamConfig = { subjects: ["orders.>"] };
const orders = { streams: { ORDERS: mine } };
const migrate = { policy: { onImmutableChange: "migrate" } } as const;
const worker = (config: object): { readonly ORDERS: { readonly worker: object } } => ({
  ORDERS: { worker: { ackPolicy: "explicit", ...config } },
});
const keyValue = (config: object): object => ({
  keyValue: { settings: { purpose: "", usedBy: [], config } },
});

/** Kinds of changes that take more than one stream to tell, consumers and buckets among them. */
export const planChanges: readonly PlanStory[] = [
  { change: "no server answers", now: orders, reachable: false },
  { change: "deleted by hand", before: orders, now: orders, gone: true },
  { change: "no longer declared", before: orders, now: {} },
  {
    change: "no longer declared, `dataLoss: allow` at its last deployment",
    before: orders,
    now: {},
    policy: { dataLoss: "allow" },
  },
  {
    change: "renamed",
    before: orders,
    now: { streams: { SALES: mine } },
  },
  {
    change: "renamed, `dataLoss: allow`",
    before: orders,
    now: { streams: { SALES: mine } },
    policy: { dataLoss: "allow" },
  },
  {
    change: "a subject moves",
    before: { streams: { ORDERS: { subjects: ["orders", "audit"] } } },
    now: { streams: { ORDERS: { subjects: ["orders"] }, AUDIT: { subjects: ["audit"] } } },
  },
  {
    change: "two streams exchange subjects",
    before: { streams: { ORDERS: { subjects: ["orders"] }, AUDIT: { subjects: ["audit"] } } },
    now: { streams: { ORDERS: { subjects: ["audit"] }, AUDIT: { subjects: ["orders"] } } },
  },
  {
    change: "overlapping subjects",
    now: { streams: { ORDERS: mine, AUDIT: { subjects: ["orders.new"] } } },
  },
  {
    change: "another `storage`, `migrate`, 2.12 and newer",
    before: orders,
    now: { streams: { ORDERS: { ...mine, storage: "memory", replicas: 3 } } },
    ...migrate,
  },
  {
    change: "`retention` to workqueue, `migrate`, before 2.12",
    before: orders,
    now: { streams: { ORDERS: { ...mine, retention: "workqueue" } } },
    version: "2.11.11",
    ...migrate,
  },
  {
    change: "more than the account may store",
    before: orders,
    now: { streams: { ORDERS: { ...mine, maxBytes: "10GiB" } } },
    limits: { maxStorageBytes: 5 * 2 ** 30 },
  },
  {
    change: "more streams than the account may have",
    before: orders,
    now: { streams: { ...orders.streams, AUDIT: { subjects: ["audit"] } } },
    limits: { maxStreams: 1 },
  },
  {
    change: "consumer: another `ackWait`",
    before: { ...orders, consumers: worker({ ackWait: "30s" }) },
    now: { ...orders, consumers: worker({ ackWait: "60s" }) },
  },
  {
    change: "consumer: another `ackPolicy`",
    before: { ...orders, consumers: worker({}) },
    now: { ...orders, consumers: worker({ ackPolicy: "all" }) },
  },
  {
    change: "consumer: another `ackPolicy`, `recreate` and `dataLoss: allow`",
    before: { ...orders, consumers: worker({}) },
    now: { ...orders, consumers: worker({ ackPolicy: "all" }) },
    policy: { dataLoss: "allow", onImmutableChange: "recreate" },
  },
  {
    change: "consumer: no longer declared",
    before: { ...orders, consumers: worker({}) },
    now: orders,
  },
  {
    change: "consumer: no longer declared, on an interest stream",
    before: { streams: { ORDERS: { ...mine, retention: "interest" } }, consumers: worker({}) },
    now: { streams: { ORDERS: { ...mine, retention: "interest" } } },
  },
  { change: "new bucket", now: { buckets: keyValue({ history: 5 }) } },
  {
    change: "bucket: less `history`",
    before: { buckets: keyValue({ history: 5 }) },
    now: { buckets: keyValue({ history: 1 }) },
  },
  {
    change: "bucket: shorter `ttl`, `dataLoss: allow`",
    before: { buckets: keyValue({}) },
    now: { buckets: keyValue({ ttl: "1d" }) },
    policy: { dataLoss: "allow" },
  },
  {
    change: "bucket: no longer declared",
    before: { buckets: keyValue({}) },
    now: {},
  },
];
