import assert from "node:assert/strict";
import fc from "fast-check";
import { problemLines } from "../../../domain/problem";
import type { StreamConfig } from "../../../domain/stream/stream";
import { holding, live, server } from "../../support/declared";
import {
  account,
  declared,
  noteLines,
  ourConsumer,
  ours,
  plan,
  position,
  sentences,
} from "../../support/plan";

describe("a plan without a server", () => {
  it("checks the declaration alone", () => {
    const found = plan([declared("A", {}, { w: {} }), declared("B", { sources: [{ name: "X" }] })]);
    assert.deepEqual(found.problems, []);
    assert.deepEqual(found.refusals, []);
    assert.deepEqual(noteLines(found), [
      'advice: stream "B": copies from "X", which is not declared; it stays empty of those messages until that stream exists',
    ]);
    assert.equal(
      found.summary,
      "2 streams: 2 not compared with a server; 1 consumer: 1 not compared with a server",
    );
  });

  it("fails on every mistake of every stream at once, across streams as well", () => {
    const found = plan([
      declared("A B", { maxAge: "1.5h" }),
      declared("C", { subjects: ["x", "y..z"] }, { w: { ackPolicy: "none", maxAckPending: -5 } }),
      declared("D", { subjects: ["x"] }),
    ]);
    const paths = problemLines(found.problems).map((line) => line.replace(/: got .*/, ""));
    assert.deepEqual(paths, [
      'stream "A B": name',
      'stream "A B": maxAge',
      'stream "C": subjects[1]',
      'consumer "w" of stream "C": maxAckPending',
      'stream "D": subjects',
    ]);
    assert.equal(
      found.summary,
      "3 streams: 2 with mistakes, 1 not compared with a server; 1 consumer: 1 with mistakes",
    );
  });
});

describe("a plan against a server", () => {
  it("creates all where nothing is there", () => {
    const streams = [
      declared("A", { subjects: ["a", "b.*"] }, { w: {} }),
      declared("M", { mirror: { name: "A" } }),
      declared("S", { subjects: ["s"], sources: [{ name: "A", filterSubject: "a" }] }),
    ];
    const found = plan(streams, account([]));
    assert.deepEqual(noteLines(found), [
      'create: stream "A": is created, for "a", "b.*"',
      'create: consumer "w" of stream "A": is created',
      'create: stream "M": is created, as a mirror of "A"',
      'create: stream "S": is created, for "s", with copies from "A"',
    ]);
    assert.equal(found.summary, "3 streams: 3 to create; 1 consumer: 1 to create");
  });

  it("does nothing where all is as declared", () => {
    const config: StreamConfig = { subjects: ["a"], maxAge: "7d" };
    const found = plan(
      [declared("A", config, { w: {} })],
      account([ours("A", config, holding(5, 1))], [ourConsumer("A", "w", {}, position)]),
    );
    assert.deepEqual(found.notes, []);
    assert.equal(found.summary, "1 stream: 1 unchanged; 1 consumer: 1 unchanged");
  });

  it("tells every kind of change, and counts it", () => {
    const keep = { adopt: true, dataLoss: "allow", onImmutableChange: "recreate" } as const;
    const streams = [
      declared("NEW"),
      declared("SAME"),
      declared("ADOPT", { maxMsgs: 1 }, {}, keep),
      declared("MINE"),
      declared("UPDATE", { description: "x", denyPurge: true }),
      declared("LESS", { maxMsgs: 1 }, {}, keep),
      declared("REPLACE", { storage: "memory" }, { w: {} }, keep),
      declared("REFUSE", { storage: "memory" }),
    ];
    const former = live("MINE", { metadata: { "nats-stack.owner": "shop/prod/old/MINE" } });
    const found = plan(
      streams,
      account(
        [
          ours("SAME"),
          live("ADOPT", {}, holding(0)),
          former,
          ours("UPDATE"),
          ours("LESS", {}, holding(2)),
          ours("REPLACE", {}, holding(1, 1)),
          ours("REFUSE", {}, holding(1)),
          ours("GONE"),
        ],
        [ourConsumer("REPLACE", "w", {}, position)],
      ),
    );
    assert.deepEqual(
      found.notes.map(({ kind, asset }) => `${kind} ${asset}`),
      [
        'create stream "NEW"',
        'adopt stream "ADOPT"',
        'takeBack stream "MINE"',
        'update stream "MINE"',
        'update stream "UPDATE"',
        'oneWay stream "UPDATE"',
        'destructive stream "LESS"',
        'replace stream "REPLACE"',
        'recreated consumer "w" of stream "REPLACE"',
        'delete stream "GONE"',
        "advice server",
      ],
    );
    assert.equal(
      found.summary,
      "8 streams: 1 to create, 1 to adopt, 1 to take back, 2 to update, 1 to replace, 1 unchanged, 1 refused, 1 to delete; 1 consumer: 1 to replace",
    );
    assert.equal(sentences(found).length, 1);
  });

  it("fails on every refusal beside every mistake", () => {
    const found = plan(
      [
        declared("A", { storage: "memory" }),
        declared("B", { maxMsgs: 5 }, { w: {} }),
        declared("C", { maxAge: "1.5h" }),
      ],
      account(
        [ours("A", {}, holding(1)), live("B", {}), live("PLANNING", { subjects: ["C"] })],
        [{ ...ourConsumer("B", "w"), config: { metadata: { "nats-stack.owner": "x/y/z" } } }],
      ),
    );
    assert.equal(found.problems.length, 1);
    assert.deepEqual(
      found.refusals.map(({ asset, sentence }) => [asset, sentence.startsWith(`${asset}: `)]),
      [
        ['stream "A"', true],
        ['stream "B"', true],
        ['consumer "w" of stream "B"', true],
        ['stream "C"', true],
      ],
    );
    assert.equal(found.summary, "3 streams: 3 refused; 1 consumer: 1 refused");
  });

  it("takes an offline stream for neither new nor deleted", () => {
    const found = plan([declared("A", {}, { w: {} })], account([], [], { missing: ["A"] }));
    assert.deepEqual(noteLines(found), [
      'unchecked: stream "A": is offline: the server knows it, but no server that holds it answers, so nothing was compared; wait until it is back: an update sent now stays without an answer and is applied later',
    ]);
    assert.equal(
      found.summary,
      "1 stream: 1 not compared with a server; 1 consumer: 1 not compared with a server",
    );
  });

  it("holds the sums of declared and other streams against the account", () => {
    const facts = server({ maxStorageBytes: 150_000_000 });
    const streams = [declared("A", { maxBytes: "100MB" })];
    const [mine, other] = [ours("A", { maxBytes: "100MB" }), live("B", { maxBytes: "100MB" })];
    assert.equal(plan(streams, account([mine], [], { facts })).problems.length, 0);
    assert.equal(plan(streams, account([mine, other], [], { facts })).problems.length, 1);
  });

  it("tells what is no longer declared, with what goes", () => {
    const found = plan(
      [declared("KEEP")],
      account(
        [
          ours("KEEP", {}, holding(0, 2)),
          ours("FULL", {}, holding(12, 1)),
          ours("EMPTY", {}, holding(0)),
          live("THEIRS", { metadata: { "nats-stack.owner": "shop/dev/shop/THEIRS" } }),
          live("NOBODYS", {}),
        ],
        [
          ourConsumer("KEEP", "old", {}, position),
          { ...ourConsumer("KEEP", "manual"), config: {} },
          ourConsumer("FULL", "w"),
          ourConsumer("NOBODYS", "fresh"),
        ],
      ),
    );
    assert.deepEqual(noteLines(found), [
      'delete: stream "FULL": is no longer declared: it is deleted with its 12 messages (1.2kB) and 1 consumer; refused when it comes to that, unless dataLoss was "allow" when it was last deployed',
      'delete: stream "EMPTY": is no longer declared: it is deleted',
      'delete: consumer "old" of stream "KEEP": is no longer declared: it is deleted with its position after 12 deliveries, 3 of them unacked',
      'delete: consumer "fresh" of stream "NOBODYS": is no longer declared: it is deleted',
    ]);
    assert.equal(found.summary, "1 stream: 1 unchanged, 2 to delete; 0 consumers: 2 to delete");
  });

  it("plans the first of two streams of one name", () => {
    const found = plan([declared("A"), declared("A", { maxMsgs: 1 })], account([ours("A")]));
    assert.equal(found.problems.length, 1);
    assert.equal(found.summary, "1 stream: 1 unchanged");
  });
});

describe("any plan", () => {
  const config = fc.record(
    {
      maxMsgs: fc.integer({ min: 1, max: 20 }),
      storage: fc.constantFrom("file" as const, "memory" as const),
      description: fc.constantFrom("a", "b"),
      maxAge: fc.constantFrom("1h" as const, "7d" as const),
    },
    { requiredKeys: [] },
  );
  const names = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D"), { minLength: 1 });

  it("changes nothing once its declaration is what is live", () => {
    fc.assert(
      fc.property(names, fc.array(config, { minLength: 4, maxLength: 4 }), (all, configs) => {
        const found = plan(
          all.map((name, i) => declared(name, configs[i])),
          account(all.map((name, i) => ours(name, configs[i], holding(3)))),
        );
        assert.deepEqual([found.notes, found.refusals, found.moves], [[], [], []]);
        assert.equal(found.counts.streams.none, all.length);
      }),
    );
  });

  it("counts every stream once, and never deletes messages of a cautious one", () => {
    fc.assert(
      fc.property(names, names, config, config, (wanted, there, now, before) => {
        const found = plan(
          wanted.map((name) => declared(name, now)),
          account(there.map((name) => ours(name, before, holding(30)))),
        );
        const { total, delete: deletes, ...actions } = found.counts.streams;
        assert.equal(
          Object.values(actions).reduce((sum, n) => sum + n, 0),
          total,
        );
        assert.equal(deletes, there.filter((name) => !wanted.includes(name)).length);
        const losing = found.notes.filter(
          ({ kind }) => kind === "replace" || kind === "destructive",
        );
        assert.deepEqual(losing, []);
      }),
    );
  });
});
