import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { connect, type JetStreamManager, type KV, type NatsConnection } from "nats";
import { closeAll } from "../../jetstream/pool";
import { type TestServer, startNatsServer } from "../support/natsServer";
import {
  loader,
  type Provider,
  type Providers,
  providersFor,
  streamInputs as bucketInputs,
} from "../support/provider";

for (const version of ["2.10.26", "2.15.1"]) {
  describe(`buckets, for clients on ${version}`, () => {
    let server: TestServer;
    let nats: NatsConnection;
    let jsm: JetStreamManager;
    let providers: Providers;

    before(async () => {
      server = await startNatsServer({ version });
      nats = await connect({ servers: server.url });
      jsm = await nats.jetstreamManager();
      providers = await providersFor(server.url);
    });
    after(async () => {
      await closeAll();
      await nats.close();
      await server.stop();
    });

    const create = async (provider: Provider, name: string, config: object, more: object = {}) => {
      const inputs = await bucketInputs(provider, name, config, more);
      const { id, outs } = await provider.create(inputs);
      return { id, inputs, outs: { ...outs, ...loader } };
    };
    const kv = (name: string, config: object = {}, more: object = {}) =>
      create(providers.keyValue, name, config, more);
    const open = (name: string): Promise<KV> => nats.jetstream().views.kv(name);
    const text = async (bucket: KV, key: string): Promise<string | undefined> =>
      (await bucket.get(key))?.string();

    it("make a bucket that a client reads, writes and watches", async () => {
      const { id } = await kv("settings", { history: 3, ttl: "1h" });
      assert.equal(id, "settings");
      const bucket = await open("settings");
      const status = await bucket.status();
      assert.deepEqual([status.history, status.ttl, status.storage], [3, 3_600_000, "file"]);
      const watch = await bucket.watch();
      for (const value of ["1", "2", "3", "4"]) await bucket.put("mode", value);
      const seen: string[] = [];
      for await (const entry of watch) {
        seen.push(entry.string());
        if (seen.length === 4) break;
      }
      assert.deepEqual(seen, ["1", "2", "3", "4"]);
      assert.equal(await text(bucket, "mode"), "4");
      const kept: string[] = [];
      for await (const entry of await bucket.history({ key: "mode" })) kept.push(entry.string());
      assert.deepEqual(kept, ["2", "3", "4"]);
      await bucket.delete("mode");
      assert.equal((await bucket.get("mode"))?.operation, "DEL");
    });

    it("let entries of a bucket expire", async () => {
      await kv("short", { ttl: "200ms" });
      const bucket = await open("short");
      await bucket.put("a", "1");
      for (;;) if ((await bucket.get("a")) === null) break;
    });

    it("make an object store that a client writes and reads, digest and all", async () => {
      await create(providers.objectStore, "files", { compression: "s2" });
      const store = await nats.jetstream().views.os("files");
      const content = Buffer.alloc(400_000, "nats-stack");
      const info = await store.put({ name: "big.bin" }, Readable.toWeb(Readable.from([content])));
      const digest = createHash("sha256").update(content).digest("base64url");
      assert.equal(info.digest.replace(/=+$/, ""), `SHA-256=${digest}`);
      assert.equal(info.chunks, 4);
      const read = await store.getBlob("big.bin");
      assert.deepEqual(Buffer.from(read ?? []), content);
    });

    it("copy between buckets, keys renamed into each", async () => {
      await kv("origin");
      await (await open("origin")).put("a.x", "1");
      await kv("mirrored", { mirror: { bucket: "origin" } });
      await kv("merged", { sources: [{ bucket: "origin", keys: "a.*" }] });
      await (await open("origin")).put("b", "2");
      await (await open("origin")).put("a.y", "3");
      const merged = await open("merged");
      while ((await merged.get("a.y")) === null);
      assert.deepEqual(
        [await text(merged, "a.x"), await text(merged, "b"), await text(merged, "a.y")],
        ["1", undefined, "3"],
      );
      // clients read a mirror under the keys of its origin
      const copied = async () => (await jsm.streams.info("KV_mirrored")).state.messages;
      while ((await copied()) < 3);
      const last = await jsm.streams.getMessage("KV_mirrored", { last_by_subj: "$KV.origin.b" });
      assert.equal(last.string(), "2");
    });
  });
}

describe("limit markers of a bucket", () => {
  it("stay when a key expires, and may be taken back without losing the bucket", async () => {
    const server = await startNatsServer();
    try {
      const { keyValue } = await providersFor(server.url);
      const marked = await bucketInputs(keyValue, "marked", { limitMarkerTtl: "1m", ttl: "1h" });
      const { outs } = await keyValue.create(marked);
      const plain = await bucketInputs(keyValue, "marked", { ttl: "1h" });
      await keyValue.update("marked", { ...outs, ...loader }, plain);
      const nats = await connect({ servers: server.url });
      const { config } = await (await nats.jetstreamManager()).streams.info("KV_marked");
      await nats.close();
      const { allow_msg_ttl, subject_delete_marker_ttl } = config as unknown as Readonly<
        Record<string, unknown>
      >;
      assert.deepEqual([allow_msg_ttl, subject_delete_marker_ttl], [true, undefined]);
    } finally {
      await closeAll();
      await server.stop();
    }
  });
});
