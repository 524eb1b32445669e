import assert from "node:assert/strict";
import { StorageType } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import { createConsumer } from "../../jetstream/consumers";
import { Offline } from "../../jetstream/errors";
import { createStream, deleteStream, listStreams } from "../../jetstream/streams";
import { Sweep } from "../../jetstream/sweep";
import { assertFails } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";
import { type RecordingProxy, recordingProxy } from "../support/recordingProxy";
import { refusal, scriptedApi } from "../support/scriptedApi";

const list = (count: number): readonly string[] =>
  Array.from({ length: count }, () => "STREAM.LIST");

describe("a sweep over 300 streams", () => {
  const names = Array.from({ length: 300 }, (_, index) => `S${index}`);
  let server: TestServer;
  let proxy: RecordingProxy;
  let js: JetStream;

  before(async () => {
    server = await startNatsServer();
    proxy = await recordingProxy(server.port);
    js = await connect({ name: "local", url: proxy.url });
    await plainly(server.url, async (connection) => {
      const manager = await connection.jetstreamManager();
      await Promise.all(
        names.map((name) => manager.streams.add({ name, storage: StorageType.Memory })),
      );
    });
  });
  after(async () => {
    await js.close();
    await proxy.close();
    await server.stop();
  });

  it("lists all of them, each once, with config and state", async () => {
    const { streams, missing, offline } = await listStreams(js);
    assert.deepEqual(streams.map(({ name }) => name).sort(), [...names].sort());
    assert.deepEqual([missing, offline], [[], {}]);
    assert.equal(streams[0]?.config["storage"], "memory");
    assert.equal(streams[0].state?.messages, 0);
  });

  it("answers 50 questions at once from one list of two pages", async () => {
    proxy.taken();
    const sweep = new Sweep(js);
    const found = await Promise.all(names.slice(0, 50).map((name) => sweep.stream(name)));
    assert.deepEqual(
      found.map((stream) => stream?.name),
      names.slice(0, 50),
    );
    assert.equal((await sweep.stream("S299"))?.name, "S299");
    assert.deepEqual(proxy.taken(), list(2));
  });

  it("asks for what the list lacks alone before it calls it gone", async () => {
    proxy.taken();
    assert.equal(await new Sweep(js).stream("NOWHERE"), undefined);
    assert.deepEqual(proxy.taken(), [...list(2), "STREAM.INFO.NOWHERE"]);
  });

  it("finds a stream that somebody made since the list", async () => {
    const sweep = new Sweep(js);
    await sweep.all();
    await plainly(server.url, async (connection) =>
      (await connection.jetstreamManager()).streams.add({
        name: "LATE",
        storage: StorageType.Memory,
      }),
    );
    assert.equal((await sweep.stream("LATE"))?.name, "LATE");
  });

  it("looks again after a change of its own and when it is told to", async () => {
    const sweep = new Sweep(js);
    await sweep.all();
    await createStream(js, "MORE", { storage: "memory" });
    proxy.taken();
    assert.equal(
      (await sweep.all()).streams.some(({ name }) => name === "MORE"),
      true,
    );
    await sweep.all();
    await deleteStream(js, "MORE");
    assert.equal(
      (await sweep.all()).streams.some(({ name }) => name === "MORE"),
      false,
    );
    sweep.invalidate();
    await sweep.all();
    assert.deepEqual(proxy.taken(), [...list(2), "STREAM.DELETE.MORE", ...list(2), ...list(2)]);
  });

  it("answers questions about consumers from one list per stream", async () => {
    await createConsumer(js, "S1", "a", { durable_name: "a" });
    await createConsumer(js, "S1", "b", { durable_name: "b" });
    proxy.taken();
    const sweep = new Sweep(js);
    const found = await Promise.all(
      ["a", "b", "a"].map(async (name) => (await sweep.consumer("S1", name))?.name),
    );
    assert.deepEqual(found, ["a", "b", "a"]);
    assert.equal(await sweep.consumer("S1", "c"), undefined);
    assert.equal(await sweep.consumer("NOWHERE", "a"), undefined);
    assert.deepEqual(proxy.taken(), [
      "CONSUMER.LIST.S1",
      "CONSUMER.INFO.S1.c",
      "CONSUMER.LIST.NOWHERE",
      "CONSUMER.INFO.NOWHERE.a",
    ]);
  });
});

describe("a sweep where servers are down", () => {
  const down = { total: 0, streams: null, missing: ["M"], offline: { O: "unsupported level 9" } };

  it("fails for streams that exist and cannot be read, without calling them gone", async () => {
    const api = await scriptedApi(({ api: asked }) =>
      asked === "STREAM.LIST" ? down : refusal(10059, "stream not found", 404),
    );
    const sweep = new Sweep(api.js);
    await assertFails(
      sweep.stream("M"),
      Offline,
      'stream "M": exists, but its servers do not answer; bring them up, or delete it by hand where they will never be back, then run again',
    );
    await assertFails(
      sweep.stream("O"),
      Offline,
      'stream "O": exists, but the server cannot run it (unsupported level 9); update the server, then run again',
    );
    assert.equal(await sweep.stream("G"), undefined);
    assert.deepEqual(
      api.asked.map(({ api: asked }) => asked),
      ["STREAM.LIST", "STREAM.INFO.G"],
    );
    await api.stop();
  });

  it("fails for consumers that exist and cannot be read", async () => {
    const api = await scriptedApi(({ api: asked }) =>
      asked === "CONSUMER.LIST.S"
        ? { total: 2, consumers: null, missing: ["M"], offline: { O: "unsupported level 9" } }
        : refusal(10014, "consumer not found", 404),
    );
    const sweep = new Sweep(api.js);
    for (const name of ["M", "O"]) {
      await assertFails(
        sweep.consumer("S", name),
        Offline,
        `consumer "${name}" of stream "S": exists, but its servers do not answer; bring them up, or delete it by hand where they will never be back, then run again`,
      );
    }
    assert.equal(await sweep.consumer("S", "G"), undefined);
    await api.stop();
  });

  it("fails where the list fails, and asks anew next time", async () => {
    const api = await scriptedApi((_request, before) =>
      before === 0 ? refusal(10052, "broken", 500) : down,
    );
    const sweep = new Sweep(api.js);
    const results = await Promise.allSettled([sweep.all(), sweep.stream("M")]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.deepEqual((await sweep.all()).missing, ["M"]);
    assert.equal(api.asked.length, 2);
    await api.stop();
  });
});
