import assert from "node:assert/strict";
import { consumer, server, stream, topologyLines } from "../../support/declared";

describe("consumers of one stream", () => {
  const queue = stream("Q", { subjects: ["q.>"], retention: "workqueue" });
  const rule =
    'but in a stream with retention "workqueue" each message has one consumer; give both filterSubjects that do not overlap, or let clients share one consumer';

  it("fails on two consumers without filters on a workqueue", () => {
    assert.deepEqual(topologyLines([queue], [consumer("Q", "a"), consumer("Q", "b")]), [
      `consumer "b" of stream "Q": filterSubjects: overlaps consumer "a": "a" and "b" without filterSubjects take every message, ${rule}`,
    ]);
  });

  it("fails on one without filters beside others on a workqueue", () => {
    const filtered = consumer("Q", "b", { filterSubjects: ["q.1"] });
    assert.deepEqual(topologyLines([queue], [consumer("Q", "a"), filtered]), [
      `consumer "b" of stream "Q": filterSubjects: overlaps consumer "a": "a" without filterSubjects takes every message, ${rule}`,
    ]);
  });

  it("fails on filters that overlap on a workqueue", () => {
    const consumers = [
      consumer("Q", "a", { filterSubjects: ["q.1", "q.*.x"] }),
      consumer("Q", "b", { filterSubjects: ["q.2.>"] }),
    ];
    assert.deepEqual(topologyLines([queue], consumers), [
      `consumer "b" of stream "Q": filterSubjects: overlaps consumer "a": "q.2.x" would go to both, ${rule}`,
    ]);
  });

  it("takes filters that do not overlap on a workqueue, and any on other streams", () => {
    const apart = [
      consumer("Q", "a", { filterSubjects: ["q.1"] }),
      consumer("Q", "b", { filterSubjects: ["q.2"] }),
    ];
    assert.deepEqual(topologyLines([queue], apart), []);
    const plain = stream("Q", { subjects: ["q.>"] });
    assert.deepEqual(topologyLines([plain], [consumer("Q", "a"), consumer("Q", "b")]), []);
  });

  it("fails on more consumers than the stream allows", () => {
    const consumers = [consumer("S", "a"), consumer("S", "b")];
    assert.deepEqual(topologyLines([stream("S", { maxConsumers: 1 })], consumers), [
      'stream "S": consumers: got 2 consumers, but maxConsumers is 1; raise maxConsumers or declare fewer',
    ]);
  });

  it("fails on more consumers than the account allows", () => {
    const consumers = [consumer("S", "a"), consumer("S", "b")];
    assert.deepEqual(topologyLines([stream("S")], consumers, server({ maxConsumers: 1 })), [
      'stream "S": consumers: got 2 consumers, but the account allows 1 for a stream; declare fewer or raise the account\'s limit',
    ]);
  });
});
