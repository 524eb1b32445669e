import assert from "node:assert/strict";
import { copyName, migrationKey } from "../../../domain/migration/marks";
import type { ObservedStream } from "../../../domain/observed";
import type { Policy } from "../../../domain/policy";
import type { StreamConfig } from "../../../domain/stream/stream";
import { holding, live, server } from "../../support/declared";
import {
  account,
  declared,
  noteLines,
  ourConsumer,
  ours,
  plan,
  sentences,
} from "../../support/plan";

const migrate: Policy = { adopt: false, dataLoss: "refuse", onImmutableChange: "migrate" };
const memory: StreamConfig = { storage: "memory" };

const state = {
  ...{ delivered: "9", ackFloor: "5", pending: 0, ackPending: 4, redelivered: 0 },
  ...{ waiting: 0, paused: false },
};

/** What is planned for "A" as declared, next to these streams. */
const planned = (
  config: StreamConfig,
  observed: StreamConfig,
  others: readonly ObservedStream[] = [],
) =>
  plan(
    [declared("A", config, {}, migrate)],
    account([ours("A", observed, holding(5, 1)), ...others]),
  );

describe("the plan of a change by copying", () => {
  it("says what is copied, how, what stays and what it needs", () => {
    const found = planned(memory, {});
    assert.deepEqual(found.refusals, []);
    assert.deepEqual(noteLines(found), [
      'migrate: stream "A": is made anew without losing a message: storage from "file" to "memory" (no server moves a stream between file and memory); 5 messages (500B) are copied to "nats-stack-migration-A" and back by mirrors, for which 500B of storage is needed meanwhile, and compared; sequences, times and headers stay; message ids that were seen still count; its consumers (1) are made again after the last message that was acknowledged in order, those that are not durable by their clients; publishers find no stream twice, for some milliseconds each time',
    ]);
    assert.equal(found.summary, "1 stream: 1 to migrate");
  });

  it("says what sources cannot keep, on servers that promote no mirror", () => {
    const { notes } = plan(
      [declared("A", memory, {}, migrate)],
      account([ours("A", {}, holding(5))], [], { facts: { ...server(), version: "2.11.11" } }),
    );
    assert.match(notes[0]?.text ?? "", /by sources.*times are new, so that maxAge begins again/);
  });

  it("is that of creating anew where there is nothing to copy", () => {
    const found = plan([declared("A", memory, {}, migrate)], account([ours("A", {}, holding(0))]));
    assert.equal(found.summary, "1 stream: 1 to replace");
  });

  const refusals: readonly (readonly [string, StreamConfig, StreamConfig, RegExp])[] = [
    ["a mirror", { mirror: { name: "O" } }, {}, /nor by copying: a mirror holds what its origin/],
    ["sources", { ...memory, sources: [{ name: "O" }] }, {}, /it has sources/],
    ["counters", { allowMsgCounter: true }, {}, /counters cannot be copied/],
    ["schedules", {}, { allowMsgSchedules: true }, /scheduled messages would be sent by both/],
  ];
  for (const [what, to, from, reason] of refusals) {
    it(`fails for ${what}, with the reason and the way out`, () => {
      const [sentence = ""] = sentences(planned(to, from));
      assert.match(sentence, reason);
      assert.match(sentence, /set onImmutableChange: "recreate"/);
    });
  }

  it("fails where another stream would lose its place, or has the name of the one in between", () => {
    const readers = [live("B", { mirror: { name: "A" } }), live("C", { sources: [{ name: "A" }] })];
    assert.match(sentences(planned(memory, {}, readers)).join(), /"B", "C" copies from it/);
    const theirs = live(copyName("A"), { subjects: ["x"] });
    assert.match(sentences(planned(memory, {}, [theirs])).join(), /exists that is none of ours/);
  });

  it("fails for a consumer that pushes, and for consumers that a workqueue does not take", () => {
    const stream = ours("A", {}, holding(5, 2));
    const of = (config: StreamConfig, ...consumers: Parameters<typeof account>[1] & object) =>
      sentences(plan([declared("A", config, {}, migrate)], account([stream], consumers))).join(
        "\n",
      );
    const pushed = ourConsumer("A", "w", {}, { ...state, pushBound: true });
    assert.match(of(memory, pushed), /pushed to subscribers of "w"/);
    const plain = ourConsumer("A", "none", {});
    assert.match(of({ retention: "workqueue" }, plain), /explicit acknowledgement.*"none" is not/);
    const two = ["x", "y"].map((name) => ourConsumer("A", name, { ackPolicy: "explicit" }));
    assert.match(of({ retention: "workqueue" }, ...two), /"x", "y" want the same/);
    const acked = ourConsumer("A", "w", { ackPolicy: "explicit" }, state);
    assert.match(
      of({ retention: "workqueue" }, acked),
      /keeps no message that was acknowledged.*dataLoss/s,
    );
  });

  it("fails where a lower limit would delete messages besides", () => {
    assert.match(
      sentences(planned({ ...memory, maxMsgs: 2 }, {})).join(),
      /deletes the oldest 3 of 5/,
    );
  });

  it("fails where the account has no room for a second copy", () => {
    const facts = { ...server(), limits: { maxStorageBytes: 1000, usedStorageBytes: 700 } };
    const found = plan(
      [declared("A", memory, {}, migrate)],
      account([ours("A", {}, holding(5))], [], { facts }),
    );
    assert.match(sentences(found).join(), /needs 500B more storage meanwhile.*300B left/);
  });
});

describe("the plan in the middle of a change by copying", () => {
  const mark = { [migrationKey]: JSON.stringify({ of: "A", role: "copy", method: "mirror" }) };
  const between: ObservedStream = live(
    copyName("A"),
    { subjects: ["a"], metadata: { ...mark, "nats-stack.owner": "shop/prod/shop/A" } },
    holding(7),
  );

  it("goes on, whether the stream is there or not, and takes the copy for nobody else's", () => {
    for (const streams of [[between], [ours("A", {}, holding(7)), between]]) {
      const found = plan([declared("A", { subjects: ["a"] })], account(streams));
      assert.deepEqual(found.refusals, []);
      assert.deepEqual(noteLines(found), [
        'migrate: stream "A": is in the middle of being made anew, with 7 messages in "nats-stack-migration-A"; that goes on, or back where it is declared as it was',
      ]);
      assert.equal(found.counts.streams.delete, 0);
    }
  });

  it("tells of a copy whose stream is no longer declared as of any other stream", () => {
    const found = plan([], account([between]));
    assert.match(noteLines(found).join(), /nats-stack-migration-A.*is no longer declared/);
  });
});
