import { a, all, b, own, type StreamChangeRow } from "./streamChangeRow";

/** Changes that cost nothing on any line, and spellings that are no change at all. */
export const plain: readonly StreamChangeRow[] = [
  ...all("update", [
    { change: "description added", from: own, to: { ...own, description: "x" } },
    { change: "description removed", from: { ...own, description: "x" }, to: own },
    {
      change: "description changed",
      from: { ...own, description: "x" },
      to: { ...own, description: "y" },
    },
    {
      change: "retention interest to limits",
      from: { ...own, retention: "interest" },
      to: own,
    },
    { change: "maxMsgs raised", from: { ...own, maxMsgs: 5 }, to: { ...own, maxMsgs: 6 } },
    { change: "maxMsgs unset", from: { ...own, maxMsgs: 5 }, to: own },
    { change: "maxBytes unset", from: { ...own, maxBytes: "1MB" }, to: own },
    {
      change: "maxAge raised",
      from: { ...own, maxAge: "1h" },
      to: { ...own, maxAge: "2h" },
    },
    { change: "maxAge unset", from: { ...own, maxAge: "1h" }, to: own },
    { change: "maxMsgsPerSubject unset", from: { ...own, maxMsgsPerSubject: 1 }, to: own },
    { change: "maxMsgSize set", from: own, to: { ...own, maxMsgSize: 10 } },
    { change: "maxMsgSize unset", from: { ...own, maxMsgSize: 10 }, to: own },
    { change: "discard old to new", from: own, to: { ...own, discard: "new" } },
    { change: "discard new to old", from: { ...own, discard: "new" }, to: own },
    { change: "noAck on", from: own, to: { ...own, noAck: true } },
    { change: "noAck off", from: { ...own, noAck: true }, to: own },
    {
      change: "discardNewPerSubject on",
      from: { ...own, discard: "new", maxMsgsPerSubject: 9 },
      to: { ...own, discard: "new", maxMsgsPerSubject: 9, discardNewPerSubject: true },
    },
    { change: "placement set, standalone", from: own, to: { ...own, placement: { tags: ["x"] } } },
    { change: "placement removed", from: { ...own, placement: { cluster: "c" } }, to: own },
    {
      change: "duplicateWindow changed",
      from: own,
      to: { ...own, duplicateWindow: "1m" },
    },
    {
      change: "duplicateWindow above what a server gives, no longer declared",
      from: { ...own, duplicateWindow: "10m" },
      to: own,
    },
    { change: "compression s2", from: own, to: { ...own, compression: "s2" } },
    { change: "compression none", from: { ...own, compression: "s2" }, to: own },
    { change: "firstSeq removed", from: { ...own, firstSeq: 100 }, to: own },
    {
      change: "subjectTransform added",
      from: own,
      to: { ...own, subjectTransform: { src: "t.>", dest: "u.>" } },
    },
    {
      change: "subjectTransform removed",
      from: { ...own, subjectTransform: { src: "t.>", dest: "u.>" } },
      to: own,
    },
    { change: "republish added", from: own, to: { ...own, republish: { dest: "copy.>" } } },
    { change: "republish removed", from: { ...own, republish: { dest: "copy.>" } }, to: own },
    {
      change: "republish on a mirror",
      from: { mirror: a },
      to: { mirror: a, republish: { dest: "copy.>" } },
    },
    { change: "allowDirect on", from: own, to: { ...own, allowDirect: true } },
    { change: "allowDirect off", from: { ...own, allowDirect: true }, to: own },
    { change: "allowRollup on", from: own, to: { ...own, allowRollup: true } },
    { change: "allowRollup off", from: { ...own, allowRollup: true }, to: own },
    { change: "metadata added", from: own, to: { ...own, metadata: { k: "v" } } },
    { change: "metadata removed", from: { ...own, metadata: { k: "v" } }, to: own },
    {
      change: "consumerLimits set",
      from: own,
      to: { ...own, consumerLimits: { maxAckPending: 5000 } },
      state: { consumers: 1 },
    },
  ]),
  ...all("none", [
    {
      change: "duplicateWindow no longer declared, where a server may have given it",
      from: { ...own, duplicateWindow: "1m" },
      to: own,
    },
    {
      change: "mirrorDirect as the origin has it",
      from: { mirror: a, mirrorDirect: true },
      to: { mirror: a },
    },
    {
      change: "subjects in another order",
      from: { subjects: ["x", "y"] },
      to: { subjects: ["y", "x"] },
    },
    {
      change: "sources in another order",
      from: { ...own, sources: [a, b] },
      to: { ...own, sources: [b, a] },
    },
    {
      change: "optStartTime in another spelling",
      from: { ...own, sources: [{ ...a, optStartTime: "2026-01-31T02:00:00+02:00" }] },
      to: { ...own, sources: [{ ...a, optStartTime: "2026-01-31T00:00:00.000Z" }] },
    },
    {
      change: "republish src left out",
      from: { ...own, republish: { src: ">", dest: "c.>" } },
      to: { ...own, republish: { dest: "c.>" } },
    },
    {
      change: "limits of 0, -1 and none",
      from: { ...own, maxMsgs: 0, maxBytes: -1, maxAge: "0s" },
      to: own,
    },
  ]),
];
