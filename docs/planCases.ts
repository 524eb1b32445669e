import type { ObservedStream } from "../domain/observed";
import { type StreamConfig, streamToWire } from "../domain/stream/stream";
import { type Declared, type PlanStory, someMessages } from "./planStories";

/** A change of the stream ORDERS, told to a plan; the rest is as in a {@link PlanStory}. */
export interface PlanCase extends Omit<PlanStory, "before" | "now" | "deployed"> {
  readonly from?: StreamConfig;
  readonly to: StreamConfig;
  /** What the state file has; absent: the same as what is live. */
  readonly deployed?: StreamConfig;
}

/** @returns the same as a change of a whole declaration */
export const storyOf = ({ from, to, deployed, ...rest }: PlanCase): PlanStory => ({
  ...rest,
  now: alone(to),
  ...(from && { before: alone(from) }),
  ...(deployed && { deployed: alone(deployed) }),
});

const alone = (config: StreamConfig): Declared => ({ streams: { ORDERS: config } });

const allow = { policy: { dataLoss: "allow", onImmutableChange: "recreate" } } as const;
const month: StreamConfig = { subjects: ["orders.>"], maxAge: "30d" };
const mine: StreamConfig = { subjects: ["orders.>"] };

/** Every kind of change, one or more cases each. The stream holds 1500 messages of 100 bytes, twenty days old at most. */
export const planCases: readonly PlanCase[] = [
  { change: "new stream", to: mine },
  { change: "longer `maxAge`", from: month, to: { ...mine, maxAge: "60d" } },
  {
    change: "shorter `maxAge`",
    from: month,
    to: { ...mine, maxAge: "7d" },
    ...allow,
    measured: { olderThan: { messages: 900, certainty: "exactly" } },
  },
  {
    change: "shorter `maxAge`, count not permitted",
    from: month,
    to: { ...mine, maxAge: "7d" },
    ...allow,
    measured: { olderThan: { unknown: 'this user may not ask "$JS.API.STREAM.MSG.GET.ORDERS"' } },
  },
  { change: "lower `maxMsgs`", from: mine, to: { ...mine, maxMsgs: 1000 }, ...allow },
  {
    change: "lower `maxMsgs`, not allowed",
    from: mine,
    to: { ...mine, maxMsgs: 1000 },
  },
  { change: "lower `maxBytes`", from: mine, to: { ...mine, maxBytes: "100kB" }, ...allow },
  {
    change: 'lower `maxMsgs`, discard "new"',
    from: { ...mine, discard: "new" },
    to: { ...mine, discard: "new", maxMsgs: 1000 },
  },
  {
    change: "`discard` back to old",
    from: { ...mine, discard: "new", maxMsgs: 1000 },
    to: { ...mine, maxMsgs: 1000 },
    ...allow,
  },
  {
    change: "lower `maxMsgsPerSubject`",
    from: { ...mine, maxMsgsPerSubject: 100 },
    to: { ...mine, maxMsgsPerSubject: 10 },
    ...allow,
    measured: { abovePerSubject: { messages: 420, certainty: "exactly" } },
  },
  {
    change: "`retention` to interest",
    from: mine,
    to: { ...mine, retention: "interest" },
    state: { consumers: 2 },
    ...allow,
    measured: { acknowledged: { messages: 700, certainty: "atMost" } },
  },
  {
    change: "`retention` to interest, no consumer",
    from: mine,
    to: { ...mine, retention: "interest" },
    ...allow,
  },
  {
    change: "the same before 2.15",
    from: mine,
    to: { ...mine, retention: "interest" },
    version: "2.14.6",
  },
  { change: "new `purge` text", from: mine, to: mine, purge: "new format" },
  { change: "`denyDelete` on", from: mine, to: { ...mine, denyDelete: true } },
  { change: "another `storage`", from: mine, to: { ...mine, storage: "memory" }, ...allow },
  { change: "another `storage`, not allowed", from: mine, to: { ...mine, storage: "memory" } },
  { change: "`firstSeq`", from: mine, to: { ...mine, firstSeq: 5000 } },
  {
    change: "`maxConsumers` before 2.12.5",
    from: mine,
    to: { ...mine, maxConsumers: 5 },
    version: "2.11.11",
  },
  {
    change: "a mirror ends",
    from: { mirror: { name: "HUB" } },
    to: mine,
  },
  {
    change: "a source is added",
    from: mine,
    to: { ...mine, sources: [{ name: "HUB" }] },
  },
  {
    change: "a source's filter changes",
    from: { sources: [{ name: "HUB", filterSubject: "a" }] },
    to: { sources: [{ name: "HUB", filterSubject: "a.>" }] },
  },
  {
    change: "`replicas` 3, standalone, 2.10 to 2.12",
    from: mine,
    to: { ...mine, replicas: 3 },
    version: "2.12.8",
    clustered: false,
  },
  {
    change: "a field that the server lacks",
    from: mine,
    to: { ...mine, allowMsgTtl: true },
    version: "2.10.26",
  },
  {
    change: "new memory stream, standalone",
    to: { ...mine, storage: "memory" },
    clustered: false,
  },
  {
    change: "any update, cluster of 2.11",
    from: month,
    to: { ...mine, maxAge: "60d" },
    version: "2.11.11",
  },
  {
    change: "edited by hand",
    from: { ...mine, maxMsgs: 5000 },
    to: mine,
    deployed: mine,
  },
  { change: "exists, unmarked, equal", from: mine, to: mine, owner: "nobody" },
  {
    change: "exists, unmarked, differs",
    from: mine,
    to: { ...mine, maxAge: "30d" },
    owner: "nobody",
  },
  { change: "exists, of another stack", from: mine, to: mine, owner: "another" },
  {
    change: "another live stream has the subject",
    to: mine,
    others: [stranger("OLD_ORDERS", { subjects: ["orders.*"] })],
  },
];

function stranger(name: string, config: StreamConfig): ObservedStream {
  return {
    name,
    config: streamToWire(name, config),
    created: "2026-01-01T00:00:00Z",
    state: someMessages,
  };
}
