import type { StreamFieldName } from "../../domain/stream/streamFields";
import { type Samples } from "./samples";
import { streamOriginSamples } from "./streamOriginSamples";

const onOff: readonly Samples[] = [{ values: [null, true] }];
const twoMessages = ["empty", "messages"] as const;

/** What every stream of the samples has unless a sample says otherwise. */
export const streamBase = { subjects: ["OWN.>"] };

/** Values of every field of a stream. A field without samples does not compile. */
export const streamSamples: Readonly<Record<StreamFieldName, readonly Samples[]>> = {
  ...streamOriginSamples,
  description: [{ values: [null, "one", "two"] }],
  retention: [
    {
      values: ["limits", "interest", "workqueue"],
      situations: ["empty", "messages", "consumer"],
    },
  ],
  maxMsgs: [
    { values: [null, 3, 10], situations: twoMessages },
    { values: [null, 3, 10], beside: { discard: "new" }, where: "discard new" },
  ],
  maxBytes: [
    { values: [null, 400, "1MB"], situations: twoMessages },
    { values: [null, 400, "1MB"], beside: { discard: "new" }, where: "discard new" },
  ],
  maxAge: [{ values: [null, "100ms", "1h", "1d"], situations: twoMessages }],
  maxMsgsPerSubject: [
    { values: [null, 1, 10], situations: twoMessages },
    { values: [null, 1, 10], beside: { discard: "new" }, where: "discard new" },
  ],
  maxMsgSize: [{ values: [null, 50, 1000, 2000] }],
  discard: [{ values: ["old", "new"], beside: { maxMsgs: 4 } }],
  discardNewPerSubject: [
    { values: [null, true], beside: { discard: "new", maxMsgsPerSubject: 10 } },
  ],
  maxConsumers: [{ values: [null, 1, 5], situations: ["messages", "consumer"] }],
  consumerLimits: [
    {
      values: [
        null,
        { maxAckPending: 1000 },
        { maxAckPending: 2000 },
        { inactiveThreshold: "1h" },
        { inactiveThreshold: "2h" },
        { inactiveThreshold: "1h", maxAckPending: 1000 },
        { inactiveThreshold: "2h", maxAckPending: 2000 },
      ],
      situations: ["messages", "consumer"],
    },
  ],
  storage: [{ values: ["file", "memory"] }],
  replicas: [{ values: [1, 2, 3], where: "standalone" }],
  placement: [
    {
      values: [
        null,
        { cluster: "one" },
        { cluster: "two" },
        { tags: ["one"] },
        { tags: ["one", "two"] },
        { cluster: "one", tags: ["one"] },
      ],
      where: "standalone",
    },
  ],
  duplicateWindow: [
    { values: [null, "1m", "2m", "5m"] },
    { values: [null, "1m"], beside: { maxAge: "1m" }, where: "maxAge 1m" },
    { values: [null, "0s", "1m", "5m"], beside: { sources: [{ name: "A" }] }, where: "sources" },
  ],
  noAck: onOff,
  allowDirect: onOff,
  mirrorDirect: [
    {
      values: [null, false, true],
      beside: { subjects: null, mirror: { name: "A" } },
      where: "mirror",
    },
    {
      values: [null, false, true],
      beside: { subjects: null, mirror: { name: "DIRECT" } },
      where: "mirror of a stream with allowDirect",
    },
    {
      values: [null, false, true],
      beside: { subjects: null, mirror: { name: "NOWHERE" } },
      where: "mirror of a stream that is not there",
    },
  ],
  compression: [
    { values: ["none", "s2"] },
    { values: ["none", "s2"], beside: { storage: "memory" }, where: "memory" },
  ],
  sealed: [
    { values: [null, true] },
    {
      values: [null, true],
      beside: { maxAge: "1h", allowRollup: true },
      where: "maxAge, allowRollup",
    },
  ],
  denyDelete: onOff,
  denyPurge: onOff,
  allowRollup: onOff,
  allowMsgTtl: [
    { values: [null, true] },
    { values: [null, true], beside: { subjects: null, mirror: { name: "A" } }, where: "mirror" },
  ],
  subjectDeleteMarkerTtl: [
    { values: [null, "10s", "20s"] },
    {
      values: [null, "10s", "20s"],
      beside: { allowMsgTtl: true, allowRollup: true },
      where: "allowMsgTtl and allowRollup kept",
    },
  ],
  allowMsgCounter: [{ values: [null, true], situations: twoMessages }],
  allowAtomic: onOff,
  allowMsgSchedules: [
    { values: [null, true] },
    { values: [null, true], beside: { allowRollup: true }, where: "allowRollup kept" },
    { values: [null, true], beside: { discard: "new" }, where: "discard new" },
    { values: [null, true], beside: { sources: [{ name: "A" }] }, where: "sources" },
  ],
  persistMode: [{ values: ["default", "async"] }],
  allowBatched: onOff,
  metadata: [{ values: [null, { a: "1" }, { a: "2" }, { a: "1", b: "2" }] }],
};
