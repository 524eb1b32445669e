import assert from "node:assert/strict";
import { connect } from "../../jetstream/connection";
import { readFacts } from "../../jetstream/facts";
import { createStream } from "../../jetstream/streams";
import { startNatsServer } from "../support/natsServer";
import { recordingProxy } from "../support/recordingProxy";
import { scriptedApi } from "../support/scriptedApi";

const levels = { "2.10.26": 0, "2.11.11": 1, "2.12.8": 3, "2.14.6": 4, "2.15.1": 5 };

describe("facts about a server", () => {
  for (const [version, apiLevel] of Object.entries(levels)) {
    it(`are version ${version}, its level ${apiLevel} and no limits`, async () => {
      const server = await startNatsServer({ version });
      const js = await connect({ name: "local", url: server.url });
      assert.deepEqual(await js.facts(), {
        version,
        apiLevel,
        clustered: false,
        limits: {
          reservedMemoryBytes: 0,
          reservedStorageBytes: 0,
          usedMemoryBytes: 0,
          usedStorageBytes: 0,
        },
      });
      await js.close();
      await server.stop();
    });
  }

  it("are asked once per connection, and anew by whoever reads them", async () => {
    const server = await startNatsServer();
    const proxy = await recordingProxy(server.port);
    const js = await connect({ name: "local", url: proxy.url });
    await createStream(js, "A", { max_bytes: 1000 });
    proxy.taken();
    await Promise.all([js.facts(), js.facts()]);
    await js.facts();
    assert.equal((await readFacts(js)).limits.reservedStorageBytes, 1000);
    assert.deepEqual(proxy.taken(), ["INFO", "INFO"]);
    await js.close();
    await proxy.close();
    await server.stop();
  });

  it("are asked anew after the connection broke: another version may answer", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await js.facts();
    await createStream(js, "A", { max_bytes: 1000 });
    await server.restart();
    await js.request("INFO");
    assert.equal((await js.facts()).limits.reservedStorageBytes, 1000);
    await js.close();
    await server.stop();
  });

  it("tell the limits of an account for each number of replicas", async () => {
    const api = await scriptedApi(() => ({
      limits: { max_streams: 0, max_memory: 0 },
      tiers: { R1: { limits: { max_streams: 5 } } },
    }));
    const { limits, tiers } = await api.js.facts();
    assert.deepEqual([limits, tiers], [{}, { R1: { maxStreams: 5 } }]);
    await api.stop();
  });

  it("tell what an account asks of each stream", async () => {
    const server = await startNatsServer({
      config: `accounts { A { jetstream: { max_file: 1GB, max_bytes_required: true, disk_max_stream_bytes: 1MB },
        users: [{ user: a, password: a }] } }`,
    });
    const auth = { kind: "user", user: "a", password: "a" } as const;
    const js = await connect({ name: "local", url: server.url, auth });
    const { maxBytesRequired, maxStorageStreamBytes, maxMemoryStreamBytes } = (await js.facts())
      .limits;
    assert.deepEqual(
      [maxBytesRequired, maxStorageStreamBytes, maxMemoryStreamBytes],
      [true, 1024 * 1024, undefined],
    );
    const create = (config: object) => js.request("STREAM.CREATE.A", { name: "A", ...config });
    await assert.rejects(create({}), { errCode: 10113 });
    await assert.rejects(create({ max_bytes: 1024 * 1024 + 1 }), { errCode: 10122 });
    await create({ max_bytes: 1024 * 1024 });
    await js.close();
    await server.stop();
  });

  it("say that a server is one of a cluster", async () => {
    const server = await startNatsServer({
      jetstream: false,
      config: 'cluster { name: "c", listen: "127.0.0.1:-1" }',
    });
    const js = await connect({ name: "local", url: server.url });
    assert.equal(js.server.clustered, true);
    await js.close();
    await server.stop();
  });
});
