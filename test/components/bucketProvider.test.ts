import assert from "node:assert/strict";
import { connect, type JetStreamManager, type KV, type NatsConnection, StorageType } from "nats";
import { closeAll } from "../../jetstream/pool";
import { type TestServer, startNatsServer } from "../support/natsServer";
import {
  loader,
  ours,
  printed,
  type Provider,
  type Providers,
  providersFor,
  recreate,
  streamInputs as bucketInputs,
} from "../support/provider";

for (const version of ["2.10.26", "2.15.1"]) {
  describe(`the providers of KeyValue and ObjectStore on ${version}`, () => {
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

    it("write initial keys once, when the bucket is made", async () => {
      const initial = { mode: "on", "limits.max": "10" };
      const { inputs, outs } = await kv("begun", { history: 5 }, { initial });
      const bucket = await open("begun");
      assert.equal(await text(bucket, "mode"), "on");
      assert.equal(await text(bucket, "limits.max"), "10");
      await bucket.put("mode", "off");
      const more = { ...inputs, initial: { mode: "on", other: "x" } };
      assert.equal((await providers.keyValue.diff("begun", outs, more)).changes, true);
      const note = await printed(() => providers.keyValue.update("begun", outs, more));
      assert.match(note, /^bucket "begun": initial has changed; keys are written when/);
      assert.equal(await text(bucket, "mode"), "off");
      assert.equal(await bucket.get("other"), null);
    });

    it("write the rest of the initial keys where a run ended in between", async () => {
      await kv("half", {}, { initial: { a: "1" } });
      await printed(() => kv("half", {}, { initial: { a: "9", b: "2", c: "3" } }));
      const bucket = await open("half");
      assert.deepEqual(
        [await text(bucket, "a"), await text(bucket, "b"), await text(bucket, "c")],
        ["1", "2", "3"],
      );
    });

    it("write an initial value of just the size that is allowed", async () => {
      await kv("tight", { maxValueSize: "8B" }, { initial: { a: "12345678" } });
      assert.equal(await text(await open("tight"), "a"), "12345678");
    });

    it("write no initial keys into a bucket that they take over", async () => {
      await nats.jetstream().views.kv("theirs");
      await printed(() => kv("theirs", {}, { initial: { a: "1" } }));
      assert.equal(await (await open("theirs")).get("a"), null);
    });

    it("see nothing to do after creating, and after reading back", async () => {
      const config = { history: 3, ttl: "1h", sources: [{ bucket: "settings" }] };
      const { inputs, outs } = await kv("same", config);
      assert.equal((await providers.keyValue.diff("same", outs, inputs)).changes, false);
      const read = await providers.keyValue.read("same", outs);
      assert.deepEqual({ ...read.inputs, ...loader }, inputs);
      assert.deepEqual((inputs["config"] as { sources: unknown }).sources, config.sources);
    });

    it("take over buckets of the client with a note, entries and all", async () => {
      const made = await nats.jetstream().views.kv("adopted", { history: 4, ttl: 60_000 });
      await made.put("a", "1");
      const note = await printed(() => kv("adopted", { history: 4, ttl: "1m" }));
      assert.match(note, /^bucket "adopted": .* equal to the declaration; .* with its 1 key \(/);
      const { config } = await jsm.streams.info("KV_adopted");
      assert.deepEqual(config.metadata?.["nats-stack.owner"], ours("adopted")["nats-stack.owner"]);
      assert.equal(await text(await open("adopted"), "a"), "1");
      await nats.jetstream().views.os("pictures", { description: "d" });
      await printed(() => create(providers.objectStore, "pictures", { description: "d" }));
    });

    it("fail to take over a bucket that differs, naming options, until adopt is said", async () => {
      await nats.jetstream().views.kv("other", { history: 2 });
      await assert.rejects(kv("other", { history: 9 }), {
        message: /bucket "other".*history from 2 to 9.*adopt: true on the bucket/s,
      });
      await printed(() => kv("other", { history: 9 }, { adopt: true }));
      assert.equal((await jsm.streams.info("KV_other")).config.max_msgs_per_subject, 9);
    });

    it("change options in place, and keep entries", async () => {
      const { outs } = await kv("change", { history: 1 });
      const bucket = await open("change");
      await bucket.put("a", "1");
      const wider = await bucketInputs(providers.keyValue, "change", {
        history: 8,
        ttl: "1h",
        maxBytes: "1MiB",
        description: "more",
        compression: "s2",
        republish: { src: "$KV.change.>", dest: "seen.>" },
        allowDirect: false,
      });
      assert.deepEqual(await providers.keyValue.diff("change", outs, wider), {
        changes: true,
        replaces: [],
        deleteBeforeReplace: true,
      });
      await providers.keyValue.update("change", outs, wider);
      const { config } = await jsm.streams.info("KV_change");
      assert.deepEqual([config.max_msgs_per_subject, config.max_bytes], [8, 1_048_576]);
      assert.equal(config.allow_direct, false);
      assert.equal(config.deny_delete, true);
      assert.equal(await text(await open("change"), "a"), "1");
    });

    it("show what somebody changed by hand, and repair it", async () => {
      const { inputs, outs } = await kv("drift", { history: 3 });
      const { config } = await jsm.streams.info("KV_drift");
      await jsm.streams.update("KV_drift", {
        ...config,
        max_msgs_per_subject: 9,
        allow_rollup_hdrs: false,
      });
      await closeAll();
      const read = await providers.keyValue.read("drift", outs);
      const seen = read.inputs?.["config"] as Readonly<Record<string, unknown>>;
      assert.equal(seen["history"], 9);
      assert.equal(seen["stream.allowRollup"], false);
      const drifted = { ...read.props, ...loader };
      assert.equal((await providers.keyValue.diff("drift", drifted, inputs)).changes, true);
      await providers.keyValue.update("drift", drifted, inputs);
      const repaired = (await jsm.streams.info("KV_drift")).config;
      assert.deepEqual([repaired.max_msgs_per_subject, repaired.allow_rollup_hdrs], [3, true]);
    });

    it("say that a bucket is gone only once the server says so", async () => {
      const { outs } = await kv("gone");
      await (await open("gone")).destroy();
      await closeAll();
      assert.deepEqual(await providers.keyValue.read("gone", outs), {});
    });

    it("fail to delete entries and objects unless that was allowed", async () => {
      const { outs } = await kv("full", { history: 5 });
      const bucket = await open("full");
      for (const value of ["1", "2", "3"]) await bucket.put("a", value);
      await assert.rejects(providers.keyValue.delete("full", outs), {
        message:
          /bucket "full": holds 1 key and 2 earlier values \(.*dataLoss: "allow" on the bucket/s,
      });
      assert.equal(await text(bucket, "a"), "3");
      await providers.keyValue.delete("full", { ...outs, dataLoss: "allow" });
      await providers.keyValue.delete("full", { ...outs, dataLoss: "allow" });
      await assert.rejects(jsm.streams.info("KV_full"), { message: /stream not found/ });
      const { outs: store } = await create(providers.objectStore, "kept", {});
      const objects = await nats.jetstream().views.os("kept");
      await objects.putBlob({ name: "a" }, Buffer.from("content"));
      await assert.rejects(providers.objectStore.delete("kept", store), {
        message: /object store "kept": holds objects of /,
      });
    });

    it("replace where no server changes in place, and only what may go", async () => {
      const { outs } = await kv("swap", { storage: "file" });
      await (await open("swap")).put("a", "1");
      const memory = await bucketInputs(providers.keyValue, "swap", { storage: "memory" });
      assert.deepEqual((await providers.keyValue.diff("swap", outs, memory)).replaces, ["config"]);
      await assert.rejects(providers.keyValue.delete("swap", outs), { message: /1 key \(/ });
      await providers.keyValue.diff("swap", outs, { ...memory, ...recreate });
      await providers.keyValue.delete("swap", outs);
      await providers.keyValue.create({ ...memory, ...recreate });
      assert.equal((await jsm.streams.info("KV_swap")).config.storage, StorageType.Memory);
    });

    it("fail a check with every mistake of a bucket", async () => {
      const { failures } = await providers.keyValue.check(
        {},
        { name: "a.b", target: "url", config: { history: 99 }, initial: { "a b": 1 } },
      );
      assert.deepEqual(
        failures.map(({ reason }) => reason.split(":")[0]),
        Array(4).fill('bucket "a.b"'),
      );
      const { failures: shape } = await providers.objectStore.check(
        {},
        { name: "a", target: "url", config: {}, initial: {} },
      );
      assert.deepEqual(
        shape.map(({ property }) => property),
        ["initial"],
      );
    });
  });
}
