import assert from "node:assert/strict";
import { JetStreamOff, ServerRefusal, Unanswered, Unreachable } from "../../jetstream/errors";
import { pauseBeforeRetry } from "../../jetstream/retry";
import { createStream, deleteStream, observeStream } from "../../jetstream/streams";
import { assertFails, failureOf } from "../support/failure";
import { refusal, type ScriptedApi, scriptedApi } from "../support/scriptedApi";

const noLeader = refusal(10008, "JetStream system temporarily unavailable");
const stream = { config: { name: "A" }, created: "2026-01-01T00:00:00Z", state: { messages: 0 } };

describe("a request that fails", () => {
  let api: ScriptedApi;

  afterEach(() => api.stop());

  for (const errCode of [10004, 10005, 10008, 10009, 10023, 10118]) {
    it(`is sent again after ${errCode}, a change too`, async () => {
      api = await scriptedApi((_request, before) =>
        before < 2 ? refusal(errCode, "not now") : stream,
      );
      assert.equal((await createStream(api.js, "A", { max_msgs: 1 })).name, "A");
      assert.deepEqual(
        api.asked.map(({ body }) => body),
        Array.from({ length: 3 }, () => ({ max_msgs: 1, name: "A" })),
      );
    });
  }

  for (const errCode of [10052, 10055, 10058, 10059, 10065, 10074, 10157]) {
    it(`fails at once with ${errCode}`, async () => {
      api = await scriptedApi(() => refusal(errCode, "no", 400));
      const error = await failureOf(createStream(api.js, "A", {}));
      assert.ok(error instanceof ServerRefusal);
      assert.deepEqual([error.errCode, error.status, api.asked.length], [errCode, 400, 1]);
    });
  }

  it("is sent again where a read stays without an answer", async () => {
    api = await scriptedApi((_request, before) => (before < 1 ? undefined : stream));
    assert.equal((await observeStream(api.js, "A"))?.name, "A");
    assert.equal(api.asked.length, 2);
  });

  it("is not sent again where a change stays without an answer", async () => {
    api = await scriptedApi(() => undefined);
    assert.ok((await failureOf(createStream(api.js, "A", {}))) instanceof Unanswered);
    assert.equal(api.asked.length, 1);
  });

  it("fails with the last refusal when patience ends", async () => {
    api = await scriptedApi(() => noLeader);
    await assertFails(
      api.js.request("STREAM.INFO.A", undefined, { totalMillis: 400 }),
      ServerRefusal,
      'stream "A": info refused: JetStream system temporarily unavailable (10008); the cluster has no leader at the moment; run again when it is healthy',
    );
    assert.ok(api.asked.length > 1 && api.asked.length < 5);
  });

  it("fails where the answer is none of JetStream", async () => {
    api = await scriptedApi(() => [1]);
    const error = await failureOf(observeStream(api.js, "A"));
    assert.match(
      error.message,
      /^target "scripted": 127\.0\.0\.1:\d+: stream "A": info: the answer is none of JetStream; check who else answers "\$JS\.API" there$/,
    );
  });

  it("looks before it calls a deletion without an answer undone", async () => {
    api = await scriptedApi(({ api: asked }) =>
      asked.startsWith("STREAM.DELETE") ? undefined : refusal(10059, "stream not found", 404),
    );
    await deleteStream(api.js, "A");
    assert.deepEqual(
      api.asked.map(({ api: asked }) => asked),
      ["STREAM.DELETE.A", "STREAM.INFO.A"],
    );
  });

  it("fails for a deletion without an answer where the stream is still there", async () => {
    api = await scriptedApi(({ api: asked }) =>
      asked.startsWith("STREAM.DELETE") ? undefined : stream,
    );
    assert.ok((await failureOf(deleteStream(api.js, "A"))) instanceof Unanswered);
  });
});

describe("patience", () => {
  const waits = (failure: Error, total = 8000): number => {
    let elapsed = 0;
    for (let attempt = 0; ; attempt++) {
      const wait = pauseBeforeRetry(failure, attempt, elapsed, total);
      if (wait === undefined) return elapsed;
      elapsed += wait;
    }
  };

  it("is long for a missing leader, short for missing peers, and never longer than allowed", () => {
    const refused = (errCode: number): Error => new ServerRefusal(errCode, 503, "", "INFO", "");
    assert.ok(waits(refused(10008)) > 6000);
    assert.ok(waits(refused(10005)) < 2000);
    assert.ok(waits(refused(10008), 1000) < 1000);
  });

  it("lasts while a server starts, and not where JetStream is off", () => {
    assert.ok(waits(new JetStreamOff("", true)) > 1500);
    assert.equal(waits(new JetStreamOff("")), 0);
  });

  it("ends at once for what waiting does not mend", () => {
    for (const reason of ["silent", "unknownHost", "notNats", "tls"] as const) {
      assert.equal(waits(new Unreachable(reason, "")), 0);
    }
    assert.equal(waits(new Unanswered("INFO", "lost", "")), 0);
    assert.equal(waits(new Error("a bug")), 0);
  });
});
