import fc from "fast-check";
import { consumerFromWire } from "../../domain/consumer/consumer";
import { isObject, type JsonObject } from "../../domain/json";
import { planAll } from "../../domain/plan/plan";
import { planReport } from "../../domain/plan/planReport";
import { streamFromWire } from "../../domain/stream/stream";
import type { ObservedStream } from "../../domain/observed";
import { BadReply } from "../../jetstream/errors";
import { consumerOf, streamOf } from "../../jetstream/replies";
import { parseWire } from "../../jetstream/wireJson";
import { arbitraryName, consumerConfig, streamConfig } from "../support/arbitraries";
import { assertReadable, assertWhole, fuzzMillis, fuzzRuns, spoiled } from "../support/junk";
import { account, declared } from "../support/plan";
import { consumerReply, seenVersions, streamReply } from "../support/replies";

const time = "2026-01-01T00:00:00Z";
const cluster = { leader: "a", replicas: [{ name: "b", current: true, active: 1, lag: 3 }] };
const version = fc.constantFrom(...seenVersions);

/** As a server replies to STREAM.INFO, then spoiled, and read as the text that it is. */
const streamInfo = spoiled(
  fc.tuple(streamConfig, version).map(([config, line]) => ({
    config: streamReply(arbitraryName, config, line),
    created: time,
    state: { messages: 3, bytes: 90, first_seq: 1, first_ts: time, last_seq: 3, consumer_count: 1 },
    cluster,
    ts: time,
  })),
);

const consumerInfo = spoiled(
  fc.tuple(consumerConfig, version).map(([config, line]) => ({
    stream_name: arbitraryName,
    name: "worker",
    created: time,
    config: consumerReply("worker", config, line),
    delivered: { consumer_seq: 1, stream_seq: 2 },
    ack_floor: { consumer_seq: 1, stream_seq: 2 },
    num_ack_pending: 0,
    num_redelivered: 0,
    num_waiting: 0,
    num_pending: 1,
    cluster,
  })),
);

/** Over the wire goes text: what is no JSON never arrives. */
const received = (reply: unknown): JsonObject => {
  const parsed = parseWire(JSON.stringify(reply));
  return isObject(parsed) ? parsed : {};
};

/** @returns undefined where the reply was refused in words */
function understood(reply: JsonObject): ObservedStream | undefined {
  try {
    return streamOf(reply);
  } catch (error) {
    if (!(error instanceof BadReply)) throw error;
    assertReadable(error.message);
    return undefined;
  }
}

describe("a reply of a server, whatever is in it", function () {
  this.timeout(fuzzMillis);
  it("is taken for a stream and a consumer, kept without a hole, and planned", () => {
    fc.assert(
      fc.property(streamInfo, consumerInfo, (streamReplied, consumerReplied) => {
        const stream = understood(received(streamReplied));
        if (!stream) return;
        const consumer = consumerOf(received(consumerReplied));
        assertWhole(stream);
        assertWhole(consumer);
        assertWhole(streamFromWire(stream.config));
        assertWhole(consumerFromWire(consumer.config));
        const declaration = [declared(arbitraryName, { subjects: ["a"] }, { worker: {} })];
        const plan = planAll(
          { project: "shop", stack: "prod", systems: [{ streams: declaration }] },
          account([stream], [consumer]),
        );
        assertReadable(planReport(plan));
        for (const { sentence } of plan.refusals) assertReadable(sentence);
      }),
      fuzzRuns,
    );
  });
});
