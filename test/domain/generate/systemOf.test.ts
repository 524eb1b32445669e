import assert from "node:assert/strict";
import {
  type BucketConfig,
  type BucketId,
  bucketToWire,
  streamNameOf,
} from "../../../domain/bucket/bucket";
import { systemOf } from "../../../domain/generate/systemOf";
import { constantOf, systemText } from "../../../domain/generate/systemText";
import type { ObservedConsumer, ObservedStream } from "../../../domain/observed";
import type { LiveServer } from "../../../domain/plan/live";
import type { StreamConfig } from "../../../domain/stream/stream";
import { server, streamReply } from "../../support/replies";

const created = "2026-01-01T00:00:00Z";
const stream = (name: string, config: StreamConfig): ObservedStream => ({
  name,
  created,
  config: streamReply(name, config, "2.15.1"),
});
const consumer = (name: string, config: object): ObservedConsumer => ({
  stream: "ORDERS",
  name,
  created,
  config: { ...config },
});
const live = (found: Partial<LiveServer>): LiveServer => ({
  facts: server("2.15.1"),
  streams: [],
  consumers: [],
  missing: [],
  ...found,
});

describe("a system made of what is live", () => {
  it("has descriptions as purposes, what all streams share as defaults, and no more than differs", () => {
    const { definition, leftOut } = systemOf(
      "shop",
      live({
        streams: [
          stream("PAID", { subjects: ["paid"], maxAge: "7d", description: "Paid orders" }),
          stream("ORDERS", { subjects: ["orders.>"], maxAge: "7d", maxMsgs: 10 }),
        ],
      }),
    );
    assert.deepEqual(leftOut, []);
    assert.deepEqual(definition, {
      name: "shop",
      title: "shop",
      namespace: "shop",
      service: "nats",
      naming: { streams: "upper-case", subjects: "lower-case" },
      defaults: { maxAge: "7d" },
      streams: {
        ORDERS: { purpose: "", usedBy: [], config: { subjects: ["orders.>"], maxMsgs: 10 } },
        PAID: { purpose: "Paid orders", usedBy: [], config: { subjects: ["paid"] } },
      },
    });
  });

  it("has the durable consumers that somebody made, and says of a former declaration who reads a stream", () => {
    const metadata = { "nats-stack.used-by": "Shop, Billing", team: "a" };
    const { definition } = systemOf(
      "shop",
      live({
        streams: [stream("ORDERS", { subjects: ["orders.>"], metadata })],
        consumers: [
          consumer("worker", { durable_name: "worker", ack_policy: "explicit", ack_wait: 30e9 }),
          consumer("x1y2", { ack_policy: "explicit" }),
          consumer("JS_MIRROR_x1", { durable_name: "JS_MIRROR_x1", sourcing: true }),
        ],
      }),
    );
    assert.deepEqual(definition.streams, {
      ORDERS: {
        purpose: "",
        usedBy: ["Shop", "Billing"],
        config: { subjects: ["orders.>"], metadata: { team: "a" } },
        consumers: { worker: { ackPolicy: "explicit" } },
      },
    });
  });

  it("leaves out and names what belongs to a stack, and what does not answer", () => {
    const metadata = { "nats-stack.owner": "p/s/shop/ORDERS" };
    const { definition, leftOut } = systemOf(
      "shop",
      live({ streams: [stream("ORDERS", { metadata })], missing: ["AWAY"] }),
    );
    assert.deepEqual(definition.streams, {});
    assert.deepEqual(leftOut, [
      'stream "ORDERS": belongs to "p/s/shop/ORDERS", which declares it already',
      'stream "AWAY": no server that holds it answers; generate again when it is back',
    ]);
  });
});

describe("buckets of a generated system", () => {
  const bucket = (id: BucketId, config: BucketConfig, more: object = {}): ObservedStream => ({
    name: streamNameOf(id),
    created,
    config: { ...bucketToWire(id, config), ...more },
  });
  const settings: BucketId = { kind: "keyValue", name: "settings" };
  const files: BucketId = { kind: "objectStore", name: "files" };
  const of = (...streams: readonly ObservedStream[]) =>
    systemOf("shop", live({ streams, consumers: [] }));

  it("are declared by their options, apart from streams and their defaults", () => {
    const { definition, leftOut, notes } = of(
      bucket(settings, { description: "What is on", history: 3, sources: [{ bucket: "old" }] }),
      bucket(files, { ttl: "7d", placement: { tags: ["ssd"] } }),
      bucket({ kind: "keyValue", name: "copy" }, { mirror: { bucket: "settings", keys: "a.>" } }),
      bucket({ kind: "keyValue", name: "plain" }, {}),
      stream("ORDERS", { subjects: ["orders.>"], maxAge: "7d" }),
    );
    assert.deepEqual([leftOut, notes], [[], []]);
    assert.deepEqual(Object.keys(definition.streams), ["ORDERS"]);
    assert.equal(definition.naming.streams, "upper-case");
    assert.deepEqual(definition.buckets, {
      keyValue: {
        copy: {
          purpose: "",
          usedBy: [],
          config: { mirror: { bucket: "settings", keys: "a.>" } },
        },
        plain: { purpose: "", usedBy: [] },
        settings: {
          purpose: "What is on",
          usedBy: [],
          config: { history: 3, sources: [{ bucket: "old" }] },
        },
      },
      objectStore: {
        files: { purpose: "", usedBy: [], config: { ttl: "7d", placement: { tags: ["ssd"] } } },
      },
    });
  });

  it("stay plain streams where no options say what they are", () => {
    const { definition, notes } = of(
      bucket(settings, {}, { discard: "old" }),
      bucket(files, {}),
      bucket({ kind: "keyValue", name: "files" }, {}),
    );
    assert.deepEqual(Object.keys(definition.streams), ["KV_settings", "OBJ_files"]);
    assert.deepEqual(definition.buckets, { keyValue: { files: { purpose: "", usedBy: [] } } });
    assert.deepEqual(notes, [
      'stream "KV_settings": declared as a plain stream, not as bucket "settings": clients give a bucket other values of "discard"',
      'stream "OBJ_files": declared as a plain stream, not as object store "files": a key-value bucket has this name as well, and outputs name buckets by name alone',
    ]);
  });

  it("leave out the consumers that somebody made on them, and say so", () => {
    const own = { ...consumer("worker", { durable_name: "worker" }), stream: "KV_settings" };
    const { definition, leftOut } = systemOf(
      "shop",
      live({
        streams: [bucket(settings, {})],
        consumers: [own, { ...own, name: "x", config: {} }],
      }),
    );
    assert.deepEqual(Object.keys(definition.buckets?.keyValue ?? {}), ["settings"]);
    assert.deepEqual(leftOut, [
      'consumer "worker" of stream "KV_settings": bucket "settings" is declared without consumers; it stays as it is',
    ]);
  });
});

describe("the file of a generated system", () => {
  it("is called by a name that a constant can have", () => {
    const names = ["orders", "swe-ai-fleet", "default", "2nd-shop"].map(constantOf);
    assert.deepEqual(names, ["orders", "sweAiFleet", "systemDefault", "system2ndShop"]);
  });

  it("may be longer than other files where there are many streams", () => {
    const streams = Array.from({ length: 300 }, (_, at) => stream(`S${at}`, {}));
    const text = (found: readonly ObservedStream[]): string =>
      systemText(systemOf("shop", live({ streams: found })).definition, "nats://localhost:4222");
    assert.match(text(streams), /^\/\* eslint max-lines: "off"/);
    assert.match(text(streams.slice(0, 2)), /^import type/);
  });
});
