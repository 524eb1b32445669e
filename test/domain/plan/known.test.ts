import assert from "node:assert/strict";
import type { StreamDeclaration } from "../../../domain/declare";
import { asData } from "../../../domain/field/fields";
import { type Known, type KnownState, type LiveServer, planAll } from "../../../domain/plan/plan";
import { cautious, type Policy } from "../../../domain/policy";
import type { StreamConfig } from "../../../domain/stream/stream";
import { holding } from "../../support/declared";
import {
  account,
  declared,
  noteLines,
  ourConsumer,
  ours,
  position,
  sentences,
} from "../../support/plan";

const allow: Policy = { ...cautious, dataLoss: "allow" };

const state = (known: Readonly<Record<string, Known>>): KnownState =>
  new Map(Object.entries(known));

const last = (
  name: string,
  config: StreamConfig = {},
  more: Partial<Known> = {},
): Readonly<Record<string, Known>> => ({
  [`stream "${name}"`]: {
    config: asData(declared(name, config).config),
    policy: cautious,
    ...more,
  },
});

const plan = (streams: readonly StreamDeclaration[], live: LiveServer, known: KnownState) =>
  planAll({ project: "shop", stack: "prod", systems: [{ streams }] }, live, known);

const withConsumer = (name: string): Readonly<Record<string, Known>> => {
  const [stream] = [declared(name, {}, { w: {} })];
  const [consumer] = stream.consumers;
  return {
    [`consumer "w" of stream "${name}"`]: {
      config: asData(consumer?.config ?? {}),
      policy: cautious,
    },
  };
};

describe("a plan that knows the state", () => {
  it("names a refresh where somebody changed or deleted what the state believes is well", () => {
    const found = plan(
      [
        declared("EDITED", { maxMsgs: 100 }),
        declared("GONE", {}, { w: {} }),
        declared("SAME"),
        declared("BOTH", { maxMsgs: 100 }),
      ],
      account([ours("EDITED", { maxMsgs: 7 }), ours("SAME"), ours("BOTH", { maxMsgs: 7 })]),
      state({
        ...last("EDITED", { maxMsgs: 100 }),
        ...last("GONE"),
        ...withConsumer("GONE"),
        ...last("SAME"),
        ...last("BOTH", { maxMsgs: 50 }),
      }),
    );
    assert.deepEqual(
      noteLines(found).filter((line) => line.startsWith("drift")),
      [
        'drift: stream "EDITED": was changed on the server since it was last deployed; a plain run does not see that, one with `--refresh` puts it right: it changes in place: maxMsgs from 7 to 100 (what is stored stays)',
        'drift: stream "GONE": was deleted on the server since it was last deployed; a plain run does not see that, one with `--refresh` creates it again, without its data',
        'drift: consumer "w" of stream "GONE": was deleted on the server since it was last deployed; a plain run does not see that, one with `--refresh` creates it again, without its data',
      ],
    );
  });

  it("says that nothing can be deleted that no server answers for", () => {
    const found = plan(
      [declared("HERE")],
      account([ours("HERE")], [], {
        missing: ["AWAY", "THEIRS"],
        missingConsumers: [{ stream: "HERE", name: "w" }],
      }),
      state({ ...last("HERE"), ...last("AWAY"), ...withConsumer("HERE") }),
    );
    const why =
      "is no longer declared, but is offline: no server that holds it answers, so deleting it will be refused; bring its servers up, or delete it by hand where they will never be back";
    assert.deepEqual(noteLines(found), [
      `delete: stream "AWAY": ${why}`,
      `delete: consumer "w" of stream "HERE": ${why}`,
    ]);
  });

  it("takes back what carries our mark and is in no state", () => {
    const found = plan([declared("LOST")], account([ours("LOST", {}, holding(3))]), state({}));
    assert.deepEqual(noteLines(found), [
      'takeBack: stream "LOST": carries the mark of this stack but was lost from its state; it is taken back with its 3 messages (300B)',
    ]);
  });

  it("says whether a coming deletion will be refused, and what stays for it is in no state", () => {
    const found = plan(
      [declared("KEEP")],
      account([
        ours("KEEP"),
        ours("GUARDED", {}, holding(12)),
        ours("FREE", {}, holding(12)),
        ours("EMPTY", {}, holding(0)),
        ours("FORGOTTEN", {}, holding(12)),
      ]),
      state({
        ...last("KEEP"),
        ...last("GUARDED"),
        ...last("FREE", {}, { policy: allow }),
        ...last("EMPTY"),
      }),
    );
    assert.deepEqual(noteLines(found), [
      'delete: stream "GUARDED": is no longer declared, but holds 12 messages (1.2kB): deleting it will be refused, for dataLoss was "refuse" when it was last deployed; declare it again with dataLoss: "allow", run `pulumi up`, then remove it',
      'delete: stream "FREE": is no longer declared: it is deleted with its 12 messages (1.2kB)',
      'delete: stream "EMPTY": is no longer declared: it is deleted',
      'stranger: stream "FORGOTTEN": carries the mark of this stack, but is neither declared nor in its state: it stays; declare it to take it back, or delete it by hand',
    ]);
    assert.equal(found.counts.streams.delete, 3);
  });
});

describe("a purge text in a plan", () => {
  const purged = (purge?: string, config: StreamConfig = {}): StreamDeclaration => ({
    ...declared("A", config),
    ...(purge !== undefined && { purge }),
  });
  const full = account([ours("A", {}, holding(12, 1))]);

  it("empties the stream where it is new, and says of how much", () => {
    const found = plan([purged("now")], full, state(last("A", {}, { purge: "before" })));
    assert.deepEqual(noteLines(found), [
      'destructive: stream "A": purge text "now" is new: the stream is emptied of its 12 messages (1.2kB), once',
    ]);
    assert.equal(found.summary, "1 stream: 1 to update");
    assert.deepEqual([...found.bounds], [['stream "A"', 12]]);
  });

  it("does nothing where it is the former one, or the stream is new or empty", () => {
    const same = plan([purged("now")], full, state(last("A", {}, { purge: "now" })));
    assert.deepEqual([same.notes, same.summary], [[], "1 stream: 1 unchanged"]);
    const made = plan([purged("now")], account([]), state({}));
    assert.deepEqual(noteLines(made), ['create: stream "A": is created, for "A"']);
    const empty = plan([purged("now")], account([ours("A", {}, holding(0))]), state(last("A")));
    assert.deepEqual([empty.notes, empty.summary], [[], "1 stream: 1 to update"]);
  });

  it("is told of a stream that is there and cannot be read at the moment", () => {
    const away = account([], [], { missing: ["A"] });
    const [offline, emptied, ...more] = noteLines(
      plan([purged("now")], away, state(last("A", {}, { purge: "before" }))),
    );
    assert.match(offline ?? "", /^unchecked: stream "A": is offline/);
    assert.deepEqual(
      [emptied, more],
      [
        'destructive: stream "A": purge text "now" is new: the stream is emptied, once, of what it holds then, which could not be asked',
        [],
      ],
    );
    const same = plan([purged("now")], away, state(last("A", {}, { purge: "now" })));
    assert.equal(same.notes.length, 1);
  });

  it("says where the former one could not be found out", () => {
    const found = planAll(
      { project: "shop", stack: "prod", systems: [{ streams: [purged("now")] }] },
      full,
    );
    assert.deepEqual(noteLines(found), [
      'unchecked: stream "A": is emptied if its purge text "now" is another than at the last deployment, which could not be found out',
    ]);
  });

  it("fails where the stream denies purging", () => {
    const denying = { denyPurge: true };
    const found = plan(
      [purged("now", denying)],
      account([ours("A", denying, holding(12))]),
      state(last("A", denying)),
    );
    assert.deepEqual(sentences(found), [
      'stream "A": purge: the text is new, but the stream denies purging, which is not to be undone; put the former text back, or leave it out',
    ]);
  });
});

describe("a consumer of an interest stream that is no longer declared", () => {
  const note = (consumers: number): readonly string[] =>
    noteLines(
      plan(
        [declared("A", { retention: "interest" })],
        account(
          [ours("A", { retention: "interest" }, holding(8, consumers))],
          [ourConsumer("A", "w", {}, position)],
        ),
        state({ ...last("A", { retention: "interest" }), ...withConsumer("A") }),
      ),
    );

  it("takes messages with it, which is said", () => {
    const head =
      'delete: consumer "w" of stream "A": is no longer declared: it is deleted with its position after 12 deliveries, 3 of them unacked; the stream keeps only what consumers want, so';
    assert.deepEqual(note(1), [
      `${head} 8 messages that it has yet to acknowledge are deleted, too`,
    ]);
    assert.deepEqual(note(2), [
      `${head} at most 8 messages that only it has yet to acknowledge are deleted, too`,
    ]);
  });
});
