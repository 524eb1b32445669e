import assert from "node:assert/strict";
import { holding, live } from "../../support/declared";
import { account, declared, noteLines, ours, plan, sentences } from "../../support/plan";

describe("live streams outside the declaration", () => {
  const wanted = [declared("planning-events", { subjects: ["planning.>"] })];

  it("fail the creation of a stream whose subjects they hold, with the ways out", () => {
    const old = live("PLANNING_EVENTS", { subjects: ["planning.created", "planning.*.done", "x"] });
    assert.deepEqual(sentences(plan(wanted, account([{ ...old, state: holding(120, 2) }]))), [
      'stream "planning-events": the live stream "PLANNING_EVENTS" is not declared, and holds "planning.*.done", "planning.created", with 120 messages (12kB) and 2 consumers; a subject belongs to one stream of an account, so the server would refuse this one; declare it under the name "PLANNING_EVENTS" to adopt it, or take these subjects from it by hand and copy its messages with sources: [{ name: "PLANNING_EVENTS" }], or delete it',
    ]);
  });

  it("are no coming deletes where the program makes them beside its systems", () => {
    const metadata = { "nats-stack.owner": "shop/prod/BESIDE" };
    const { notes, summary } = plan([], account([live("BESIDE", { metadata })]));
    assert.deepEqual([notes, summary], [[], "0 streams"]);
  });

  it("are named with their owner", () => {
    const theirs = live("P", {
      subjects: ["planning.a"],
      metadata: { "nats-stack.owner": "other/prod/p" },
    });
    const [sentence = ""] = sentences(plan(wanted, account([theirs])));
    assert.ok(
      sentence.startsWith(
        'stream "planning-events": the live stream "P" is not declared and belongs to "other/prod/p", and holds "planning.a"; ',
      ),
      sentence,
    );
  });

  it("fail an update that adds a subject of theirs, each of them, and are counted", () => {
    const found = plan(
      [declared("A", { subjects: ["a", "b", "c"] })],
      account([
        ours("A", { subjects: ["a"] }),
        live("B", { subjects: ["b"] }),
        live("C", { subjects: ["c"] }),
      ]),
    );
    assert.equal(found.refusals.length, 2);
    assert.equal(found.summary, "1 stream: 1 refused");
  });

  it("are only noted where the declared stream listens to its subject already", () => {
    const found = plan(
      [declared("A", { subjects: ["a.*"] })],
      account([ours("A", { subjects: ["a.>"] }), live("B", { subjects: ["a.b"] })]),
    );
    assert.deepEqual(found.refusals, []);
    assert.ok(
      noteLines(found).includes(
        'stranger: stream "A": stream "B", which is not declared, listens to "a.b" as well',
      ),
    );
  });

  it("are no matter where no subject is shared, or they only copy", () => {
    const copy = live("M", { mirror: { name: "planning-events" } });
    const found = plan(wanted, account([live("X", { subjects: ["other.>"] }), copy]));
    assert.deepEqual(found.refusals, []);
    assert.equal(found.notes.length, 1);
  });

  it("fail a rename within this stack, for the old stream is deleted last", () => {
    const found = plan(
      [declared("NEW", { subjects: ["a.>"] })],
      account([ours("OLD", { subjects: ["a.>"] }, holding(3))]),
    );
    assert.deepEqual(sentences(found), [
      'stream "NEW": the stream "OLD" of this stack is no longer declared, but is deleted only after this one was made, and holds "a.>" until then; deploy twice: first keep "OLD" declared without these subjects, its messages copied with sources: [{ name: "OLD" }] where they are wanted, then remove it',
    ]);
  });
});

describe("subjects that move between declared streams", () => {
  it("are ordered, the giving stream first, and noted", () => {
    const found = plan(
      [declared("A", { subjects: ["b.1"] }), declared("B", { subjects: ["b.2", "b.3"] })],
      account([ours("A", { subjects: ["b.*"] })]),
    );
    const moves = ["b.2", "b.3"].map((subject) => ({ subject, from: "A", to: "B" }));
    assert.deepEqual(found.moves, moves);
    assert.deepEqual(found.refusals, []);
    assert.ok(
      noteLines(found).includes(
        'move: stream "B": takes "b.2" over from stream "A", which gives it up first; for a moment in between, publishing there gets no responder',
      ),
    );
  });

  it("are ordered along a chain", () => {
    const found = plan(
      [
        declared("A", { subjects: ["1"] }),
        declared("B", { subjects: ["a"] }),
        declared("C", { subjects: ["b"] }),
      ],
      account([ours("A", { subjects: ["a"] }), ours("B", { subjects: ["b"] })]),
    );
    assert.deepEqual(found.moves, [
      { subject: "a", from: "A", to: "B" },
      { subject: "b", from: "B", to: "C" },
    ]);
  });

  it("fail where two streams swap subjects, and leave other moves alone", () => {
    const found = plan(
      [
        declared("A", { subjects: ["b"] }),
        declared("B", { subjects: ["a"] }),
        declared("C", { subjects: ["c"] }),
      ],
      account([ours("A", { subjects: ["a", "c"] }), ours("B", { subjects: ["b"] })]),
    );
    assert.deepEqual(sentences(found), [
      'stream "A": takes "b" from stream "B", which takes a subject from this one in turn, so that neither can go first; deploy twice: first leave "b" out of both, then declare it here',
      'stream "B": takes "a" from stream "A", which takes a subject from this one in turn, so that neither can go first; deploy twice: first leave "a" out of both, then declare it here',
    ]);
    assert.deepEqual(found.moves, [{ subject: "c", from: "A", to: "C" }]);
  });

  it("are none where the giver keeps the subject, which is a mistake told elsewhere", () => {
    const found = plan(
      [declared("A", { subjects: ["a.>"] }), declared("B", { subjects: ["a.b"] })],
      account([ours("A", { subjects: ["a.>"] })]),
    );
    assert.deepEqual(found.moves, []);
    assert.equal(found.problems.length, 1);
  });

  it("are none where the taker listens there already", () => {
    const found = plan(
      [declared("A", { subjects: ["x"] }), declared("B", { subjects: ["b.1"] })],
      account([ours("A"), ours("B", { subjects: ["b.*"] })]),
    );
    assert.deepEqual(found.moves, []);
  });
});
