import assert from "node:assert/strict";
import { decideConsumer, decideStream } from "../../../domain/plan/decision";
import { type ConsumerConfig, consumerToWire } from "../../../domain/consumer/consumer";
import { cautious, type Policy } from "../../../domain/policy";
import { type StreamConfig, streamToWire } from "../../../domain/stream/stream";
import { live, server } from "../../support/declared";
import { allow, decide, done, marked, own, refusalOf, refused } from "../../support/decide";

describe("a stream that does not exist", () => {
  it("is created", () => {
    assert.deepEqual(decide({}, undefined), done("create"));
  });

  it("is created again, which is said, where the state knew it", () => {
    assert.deepEqual(
      decide({}, undefined, { owned: true }),
      done("create", "was gone from the server; it is created again, without its messages"),
    );
  });

  it("fails to be created sealed", () => {
    assert.deepEqual(decide({ sealed: true }, undefined), {
      ...refused(
        'stream "ORDERS": sealed: a stream cannot be created sealed; create it, fill it, then seal it',
      ),
      notes: [],
    });
  });
});

describe("a live stream of this stack", () => {
  it("is left alone where it is equal", () => {
    assert.deepEqual(decide({}, marked({})), done("none"));
  });

  it("is taken back where the state lost it", () => {
    assert.deepEqual(
      decide({}, marked({}), { owned: false, messages: 3 }),
      done(
        "takeBack",
        "carries the mark of this stack but was lost from its state; it is taken back with its 3 messages (300B)",
      ),
    );
  });

  it("is taken back, and changed, where another resource of the stack had it", () => {
    assert.deepEqual(
      decide({ maxAge: "7d" }, marked({}, "shop/prod/old/ORDERS")),
      done(
        "takeBack",
        'carries the mark of "shop/prod/old/ORDERS", a resource of this stack; it is taken back',
        'changes in place: maxAge from "0s" to "7d" (nothing is deleted; the stream is empty), metadata["nats-stack.owner"] from "shop/prod/old/ORDERS" to "shop/prod/shop/ORDERS"',
      ),
    );
  });

  it("is changed in place, what cannot be undone and what deletes told apart", () => {
    const config: StreamConfig = { description: "orders", denyDelete: true, maxMsgs: 10 };
    assert.deepEqual(
      decide(config, marked({}), { policy: allow, messages: 12 }),
      done(
        "update",
        'changes in place: description from nothing to "orders"',
        "changes for good: denyDelete from false to true (messages can no longer be deleted by request; it cannot be turned off again in place)",
        "maxMsgs from -1 to 10: deletes the oldest 2 of 12 messages, about 200B of 1.2kB",
      ),
    );
  });

  it("fails on every change that deletes messages, each with its counts and the way out", () => {
    const decision = decide({ maxMsgs: 10, retention: "interest" }, marked({}), {
      messages: 12,
      consumers: 2,
    });
    assert.deepEqual(
      refusalOf(decision),
      refused(
        'stream "ORDERS": retention from "limits" to "interest": deletes every message that all consumers have acknowledged, of 12 messages; it holds 12 messages (1.2kB) and 2 consumers; set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack',
        'stream "ORDERS": maxMsgs from -1 to 10: deletes the oldest 2 of 12 messages, about 200B of 1.2kB; it holds 12 messages (1.2kB) and 2 consumers; set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack',
      ),
    );
  });

  it("fails to be replaced with messages or consumers in it", () => {
    assert.deepEqual(
      refusalOf(decide({ storage: "memory", retention: "workqueue" }, marked({}), { messages: 1 })),
      refused(
        'stream "ORDERS": cannot change in place: retention from "limits" to "workqueue" (no server changes retention to or from workqueue in place), storage from "file" to "memory" (no server moves a stream between file and memory); replacing it would delete its 1 message (100B); set onImmutableChange: "recreate" on the stream, or `nats-stack:onImmutableChange: recreate` for the stack, and set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack; to keep its messages, set onImmutableChange: "migrate"',
      ),
    );
    assert.equal(decide({ storage: "memory" }, marked({}), { consumers: 1 }).action, "refuse");
  });

  it("is replaced where it is empty and nobody consumes it, or where that is allowed", () => {
    assert.deepEqual(
      decide({ storage: "memory" }, marked({})),
      done(
        "replace",
        'is deleted and created again: storage from "file" to "memory" (no server moves a stream between file and memory)',
      ),
    );
    assert.deepEqual(
      decide({ storage: "memory", maxMsgs: 1 }, marked({}), {
        policy: allow,
        messages: 2,
        consumers: 1,
      }),
      done(
        "replace",
        'is deleted and created again: storage from "file" to "memory" (no server moves a stream between file and memory); this deletes its 2 messages (200B) and 1 consumer',
      ),
    );
  });

  it("fails to be replaced where only one of the two settings allows it, naming the other", () => {
    for (const [policy, way] of [
      [
        { ...allow, onImmutableChange: "refuse" },
        /consumers?; set onImmutableChange: "recreate"[^,]*, or [^,]*stack; to keep its messages, set onImmutableChange: "migrate"$/,
      ],
      [
        { ...allow, dataLoss: "refuse" },
        /consumers?; set dataLoss: "allow" on the stream, or [^,]*stack; to keep its messages, set onImmutableChange: "migrate"$/,
      ],
    ] as const) {
      const decision = decide({ storage: "memory" }, marked({}), {
        policy,
        messages: 1,
        consumers: 1,
      });
      assert.equal(decision.action, "refuse");
      assert.match(decision.refusals.join("\n"), way);
    }
  });

  it("fails on what this server cannot do, beside all else", () => {
    const decision = decide({ replicas: 3, maxMsgs: 1 }, marked({}), {
      messages: 2,
      server: server({}, false),
    });
    assert.deepEqual(
      refusalOf(decision),
      refused(
        'stream "ORDERS": replicas from 1 to 3 is not possible: a standalone server has one replica and refuses more (10074)',
        'stream "ORDERS": maxMsgs from -1 to 1: deletes the oldest 1 of 2 messages, about 100B of 200B; it holds 2 messages (200B); set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack',
      ),
    );
  });

  it("fails to be replaced by a stream that no server creates", () => {
    const decision = decide({ storage: "memory", sealed: true }, marked({}));
    assert.deepEqual(
      refusalOf(decision),
      refused(
        'stream "ORDERS": sealed: a stream cannot be created sealed; create it, fill it, then seal it',
      ),
    );
  });

  it("is never refused for data of which nothing is known", () => {
    const wire = streamToWire("ORDERS", marked({ maxMsgs: 1 }));
    const observed = live("ORDERS", marked({}));
    const declared = { name: "ORDERS", wire, policy: cautious };
    assert.equal(decideStream(declared, observed, server()).action, "update");
    const memory = { ...declared, wire: streamToWire("ORDERS", marked({ storage: "memory" })) };
    assert.equal(decideStream(memory, observed, server()).action, "replace");
  });
});

describe("a consumer", () => {
  const metadata = { "nats-stack.owner": own };
  const decideWorker = (
    config: ConsumerConfig,
    observed: ConsumerConfig | undefined,
    delivered = "0",
    policy: Policy = cautious,
  ) => {
    const state = {
      delivered,
      ackFloor: "0",
      pending: 0,
      redelivered: 0,
      waiting: 0,
      paused: false,
    };
    const { action, notes, refusals } = decideConsumer(
      { stream: "ORDERS", name: "w", wire: consumerToWire("w", { ...config, metadata }), policy },
      observed && {
        stream: "ORDERS",
        name: "w",
        config: consumerToWire("w", observed),
        created: "2026-01-01T00:00:00Z",
        state: { ...state, ackPending: Number(delivered) > 3 ? 3 : 0 },
      },
      server(),
    );
    return { action, notes, refusals };
  };

  it("is created, left alone, changed in place and adopted as a stream is", () => {
    assert.deepEqual(decideWorker({}, undefined), done("create"));
    assert.deepEqual(decideWorker({}, { metadata }), done("none"));
    assert.deepEqual(
      decideWorker({ ackPolicy: "explicit", ackWait: "1m" }, { ackPolicy: "explicit", metadata }),
      done("update", 'changes in place: ackWait from nothing to "1m"'),
    );
    assert.equal(decideWorker({}, {}).action, "adopt");
  });

  it("fails where somebody else owns it", () => {
    const theirs = { metadata: { "nats-stack.owner": "other/prod/w" } };
    assert.deepEqual(
      refusalOf(decideWorker({}, theirs)),
      refused(
        'consumer "w" of stream "ORDERS": exists already and belongs to "other/prod/w" (project/stack/resource); rename it here, or release it there and remove its metadata "nats-stack.owner" from the server to take it over',
      ),
    );
  });

  const anew: ConsumerConfig = { deliverPolicy: "new" };

  it("fails to be replaced once it has a position", () => {
    assert.deepEqual(
      refusalOf(decideWorker(anew, { metadata }, "12")),
      refused(
        'consumer "w" of stream "ORDERS": cannot change in place: deliverPolicy from "all" to "new" (no server changes it in place); replacing it would delete its position after 12 deliveries, 3 of them unacked; set onImmutableChange: "recreate" on the stream, or `nats-stack:onImmutableChange: recreate` for the stack, and set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack',
      ),
    );
  });

  it("is replaced before its first delivery, or where losing its position is allowed", () => {
    assert.equal(decideWorker(anew, { metadata }).action, "replace");
    assert.deepEqual(
      decideWorker(anew, { metadata }, "1", allow),
      done(
        "replace",
        'is deleted and created again: deliverPolicy from "all" to "new" (no server changes it in place); this deletes its position after 1 delivery',
      ),
    );
  });
});
