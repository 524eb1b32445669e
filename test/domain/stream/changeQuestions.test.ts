import assert from "node:assert/strict";
import { changeQuestions } from "../../../domain/stream/changeQuestions";
import { type StreamConfig, streamToWire } from "../../../domain/stream/stream";
import { holding, live, server } from "../../support/declared";

describe("what is asked before a change", () => {
  const questions = (from: StreamConfig, to: StreamConfig, messages = 5, consumers = 0) => {
    const state = { ...holding(messages), consumers };
    return changeQuestions(streamToWire("A", to), live("A", from, state), server());
  };

  it("is nothing where the listing tells all, or nothing goes", () => {
    assert.deepEqual(questions({}, { description: "new" }), {});
    assert.deepEqual(questions({ maxMsgs: 10 }, { maxMsgs: 2 }), {});
    assert.deepEqual(questions({}, { retention: "workqueue" }), {});
  });

  it("is how many messages are above a new limit, also of a stream that is made anew by copying", () => {
    assert.deepEqual(questions({}, { maxMsgsPerSubject: 1 }), { abovePerSubject: 1 });
    assert.deepEqual(questions({}, { maxMsgsPerSubject: 1, retention: "workqueue" }), {
      abovePerSubject: 1,
    });
  });

  it("is which consumers are above new limits for them, where there are consumers", () => {
    const to: StreamConfig = { consumerLimits: { maxAckPending: 10 } };
    assert.deepEqual(questions({}, to), {});
    assert.deepEqual(questions({}, to, 5, 1), { beyond: { maxAckPending: 10 } });
  });
});
