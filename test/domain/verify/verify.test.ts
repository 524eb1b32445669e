import assert from "node:assert/strict";
import { bucketToWire } from "../../../domain/bucket/bucket";
import type { BucketDeclaration } from "../../../domain/bucket/declareBuckets";
import type { Peers } from "../../../domain/observed";
import { cautious } from "../../../domain/policy";
import { accountFindings } from "../../../domain/verify/account";
import { type Finding, isFault } from "../../../domain/verify/finding";
import { verifyAll } from "../../../domain/verify/verify";
import { holding, live } from "../../support/declared";
import { account, declared, ourConsumer, ours } from "../../support/plan";

type Live = Parameters<typeof verifyAll>[1];

const found = (
  streams: Parameters<typeof verifyAll>[0]["systems"][number]["streams"],
  there: Live,
  marks = true,
): readonly Finding[] =>
  verifyAll({ project: "shop", stack: "prod", systems: [{ streams }] }, there, { marks, now: 0 });

const lines = (...given: Parameters<typeof found>): readonly string[] =>
  found(...given).map(({ kind, asset, text }) => `${kind}: ${asset}: ${text}`);

const led = (...replicas: Peers["replicas"]): Peers => ({ leader: "nats-0", replicas });

describe("the comparison of what is live with what is declared", () => {
  const orders = declared("ORDERS", { subjects: ["orders.>"], maxAge: "7d" });

  it("finds nothing where all is as declared", () => {
    const same = ours("ORDERS", { subjects: ["orders.>"], maxAge: "7d" });
    assert.deepEqual(lines([orders], account([{ ...same, peers: led() }])), []);
  });

  it("tells every field that differs, and of an object only what does", () => {
    const other = ours("ORDERS", { subjects: ["orders.>"], maxAge: "1d", maxMsgs: 5 });
    assert.deepEqual(lines([orders], account([other])), [
      'differs: stream "ORDERS": maxMsgs is 5, declared is -1',
      'differs: stream "ORDERS": maxAge is "1d", declared is "7d"',
    ]);
  });

  it("tells whose a stream is that is not this stack's", () => {
    const config = { subjects: ["orders.>"], maxAge: "7d" } as const;
    assert.deepEqual(lines([orders], account([live("ORDERS", config)])), [
      'differs: stream "ORDERS": carries no mark of this stack: somebody else made it, or took the mark away',
    ]);
    const theirs = live("ORDERS", { ...config, metadata: { "nats-stack.owner": "a/b/c" } });
    assert.deepEqual(lines([orders], account([theirs])), [
      'differs: stream "ORDERS": belongs to "a/b/c" (project/stack/resource)',
    ]);
    assert.deepEqual(lines([orders], account([theirs]), false), []);
  });

  it("tells a stream that is gone from one that nobody leads", () => {
    assert.deepEqual(lines([orders], account([])), ['missing: stream "ORDERS": is not there']);
    assert.deepEqual(lines([orders], account([], [], { missing: ["ORDERS"] })), [
      'unsettled: stream "ORDERS": does not answer: none of its servers leads it',
    ]);
  });

  it("looks at leaders and replicas of streams and consumers", () => {
    const stream = declared("ORDERS", {}, { billing: {} });
    const peers = led(
      { name: "nats-1", current: true, offline: false, lag: 0 },
      { name: "nats-2", current: false, offline: true, lag: 9 },
      { name: "nats-3", current: false, offline: false, lag: 9 },
    );
    const consumers = [{ ...ourConsumer("ORDERS", "billing"), peers: { replicas: [] } }];
    const there = account([{ ...ours("ORDERS"), peers }], consumers);
    assert.deepEqual(lines([stream], there), [
      'unsettled: stream "ORDERS": is offline on "nats-2"',
      'unsettled: stream "ORDERS": is not current on "nats-3"',
      'unsettled: consumer "billing" of stream "ORDERS": has no leader',
    ]);
    assert.ok(found([stream], there).every(({ passing }) => passing));
  });

  it("tells a consumer that is gone", () => {
    const stream = declared("ORDERS", {}, { billing: {} });
    assert.deepEqual(lines([stream], account([ours("ORDERS")])), [
      'missing: consumer "billing" of stream "ORDERS": is not there',
    ]);
  });

  it("compares buckets by their own options", () => {
    const bucket: BucketDeclaration = {
      kind: "keyValue",
      name: "settings",
      resource: "shop/settings",
      system: "shop",
      config: { history: 5 },
      policy: cautious,
    };
    const of = (config: BucketDeclaration["config"]): readonly string[] => {
      const wire = bucketToWire(bucket, config);
      const there = account([{ name: "KV_settings", config: wire, created: "" }]);
      const systems = [{ streams: [], buckets: [bucket] }];
      const options = { marks: false, now: 0 };
      const findings = verifyAll({ project: "shop", stack: "prod", systems }, there, options);
      return findings.map(({ asset, text }) => `${asset}: ${text}`);
    };
    assert.deepEqual(of({ history: 5 }), []);
    assert.deepEqual(of({ history: 2 }), ['bucket "settings": history is 2, declared is 5']);
  });

  it("names what was deployed and is declared no more, and of which system it was", () => {
    const left = found([], account([ours("OLD"), live("THEIRS", {})]));
    assert.deepEqual(
      left.map(({ asset, kind, system }) => ({ asset, kind, system })),
      [{ asset: 'stream "OLD"', kind: "leftover", system: "shop" }],
    );
  });

  it("takes a limit for a fault only where the stream then refuses messages", () => {
    const at = (discard: "old" | "new", messages: number) => {
      const config = { maxMsgs: 100, discard } as const;
      const stream = declared("ORDERS", config);
      const full = { ...ours("ORDERS", config, holding(messages)), peers: led() };
      return found([stream], account([full])).map(({ kind, text }) => `${kind}: ${text}`);
    };
    assert.deepEqual(at("new", 10), []);
    assert.deepEqual(at("new", 85), [
      "note: holds 85 % of the messages it may hold; at the limit it refuses what is published",
    ]);
    assert.deepEqual(at("new", 100), [
      "full: holds 100 % of the messages it may hold; it refuses what is published",
    ]);
    assert.deepEqual(at("old", 100), [
      "note: holds 100 % of the messages it may hold; the oldest go",
    ]);
  });

  it("tells an account without room from one that has little", () => {
    const findings = accountFindings([
      { what: "memory", used: 500_000, limit: 1_000_000 },
      { what: "storage", used: 850_000, limit: 1_000_000, tier: "R3" },
      { what: "streams", used: 10, limit: 10 },
    ]);
    assert.deepEqual(
      findings.map((one) => `${one.asset}: ${one.text}`),
      [
        "account, tier R3: storage: 850kB of 1MB used (85 %); free some, or raise the limit of the account",
        "account: streams: 10 of 10 used (100 %); free some, or raise the limit of the account",
      ],
    );
    assert.deepEqual(findings.map(isFault), [false, true]);
  });
});
