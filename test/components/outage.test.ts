import assert from "node:assert/strict";
import { closeAll } from "../../jetstream/pool";
import { type TestServer, startNatsServer } from "../support/natsServer";
import { managing, streamOn, streamsOf } from "../support/liveServer";
import { publishPlainly } from "../support/plainClient";
import {
  type Props,
  type Provider,
  loader,
  printed,
  providersFor,
  streamInputs,
} from "../support/provider";
import { type RecordingProxy, recordingProxy } from "../support/recordingProxy";

describe("a server that goes away between requests", function () {
  this.timeout(40_000);
  let server: TestServer;
  let proxy: RecordingProxy;
  let provider: Provider;

  beforeEach(async () => {
    server = await startNatsServer();
    proxy = await recordingProxy(server.port);
    provider = (await providersFor(proxy.url)).stream;
  });

  afterEach(async () => {
    await closeAll();
    await proxy.close();
    await server.stop();
  });

  const create = async (name: string, more: object = {}) => {
    const inputs = await streamInputs(provider, name, { subjects: [name.toLowerCase()] }, more);
    const { outs } = await provider.create(inputs);
    return { inputs, outs: { ...outs, ...loader } };
  };
  const lowered = (inputs: Props): Props => ({
    ...inputs,
    config: { ...(inputs["config"] as object), maxMsgs: 7 },
  });
  const changes = (): readonly string[] => proxy.taken().filter((api) => !/INFO|LIST/.test(api));
  /** @returns what was said, while the server starts again as soon as somebody waits for it */
  const patiently = (run: () => Promise<unknown>): Promise<string> =>
    printed(run, (text) => {
      if (text.startsWith("waiting up to")) void server.restart();
    });

  it("is waited for, with a line that says so, and another once it is back", async () => {
    await create("FIRST");
    await server.kill();
    const said = await patiently(() => create("SECOND"));
    assert.match(said, /waiting up to 15s for url: target "url": 127\.0\.0\.1:\d+: /);
    assert.match(said, /url: is back after \d+s/);
    assert.deepEqual(Object.keys(await streamsOf(server.url)).sort(), ["FIRST", "SECOND"]);
  });

  it("is asked before a creation is repeated whose answer was lost", async () => {
    await create("FIRST");
    proxy.taken();
    proxy.lose("STREAM.CREATE.SECOND", "answer", () => server.kill());
    await patiently(() => create("SECOND"));
    assert.deepEqual(changes(), ["STREAM.CREATE.SECOND"]);
    assert.deepEqual((await streamOn(server.url, "SECOND")).config.subjects, ["second"]);
  });

  it("gets a change again that never arrived, after a look", async () => {
    const { inputs, outs } = await create("FIRST");
    proxy.taken();
    proxy.lose("STREAM.UPDATE.FIRST", "request", () => server.kill());
    await patiently(() => provider.update("FIRST", outs, lowered(inputs)));
    const asked = proxy.taken();
    const update = asked.indexOf("STREAM.UPDATE.FIRST");
    const again = asked.lastIndexOf("STREAM.UPDATE.FIRST");
    assert.ok(update < again, asked.join());
    assert.ok(asked.slice(update, again).includes("STREAM.INFO.FIRST"), asked.join());
    assert.equal((await streamOn(server.url, "FIRST")).config.max_msgs, 7);
  });

  it("does not get a change again that was done", async () => {
    const { inputs, outs } = await create("FIRST");
    proxy.taken();
    proxy.lose("STREAM.UPDATE.FIRST", "answer", () => server.kill());
    await patiently(() => provider.update("FIRST", outs, lowered(inputs)));
    assert.deepEqual(changes(), ["STREAM.UPDATE.FIRST"]);
    assert.equal((await streamOn(server.url, "FIRST")).config.max_msgs, 7);
  });

  it("keeps what somebody else made under the name of a stream that was deleted meanwhile", async () => {
    const { outs } = await create("FIRST");
    proxy.lose("STREAM.DELETE.FIRST", "answer", async () => {
      await managing(server.url, (it) => it.streams.add({ name: "FIRST", subjects: ["theirs"] }));
    });
    const said = await printed(() => provider.delete("FIRST", outs));
    assert.match(said, /stream "FIRST": somebody made another one meanwhile, so it stays/);
    assert.deepEqual((await streamOn(server.url, "FIRST")).config.subjects, ["theirs"]);
  });

  it("loses nothing that came after a purge whose answer was lost", async () => {
    const { inputs, outs } = await create("FIRST", { purge: "one" });
    await publishPlainly(server.url, ["first", "first", "first"]);
    proxy.taken();
    proxy.lose("STREAM.PURGE.FIRST", "answer", async () => {
      await publishPlainly(server.url, ["first"]);
      await server.kill();
    });
    const again = { ...inputs, purge: "two" };
    const said = await patiently(() => provider.update("FIRST", outs, again));
    assert.match(said, /stream "FIRST": purged, 3 messages went/);
    assert.deepEqual(changes(), ["STREAM.PURGE.FIRST"]);
    assert.equal((await streamOn(server.url, "FIRST")).state.messages, 1);
  });

  it("purges again what was there before, where the purge never arrived", async () => {
    const { inputs, outs } = await create("FIRST", { purge: "one" });
    await publishPlainly(server.url, ["first", "first", "first"]);
    proxy.lose("STREAM.PURGE.FIRST", "request", async () => {
      await publishPlainly(server.url, ["first"]);
      await server.kill();
    });
    await patiently(() => provider.update("FIRST", outs, { ...inputs, purge: "two" }));
    assert.equal((await streamOn(server.url, "FIRST")).state.messages, 1);
  });

  it("fails in the end where it stays away, and then at once for all that follow", async () => {
    await create("FIRST");
    await server.kill();
    const started = Date.now();
    const said = await printed(async () => {
      await assert.rejects(create("SECOND"), { message: /target "url": 127\.0\.0\.1:\d+: / });
      assert.ok(Date.now() - started < 30_000);
      const second = Date.now();
      await assert.rejects(create("THIRD"), { message: /target "url": 127\.0\.0\.1:\d+: / });
      assert.ok(Date.now() - second < 10_000);
    });
    assert.equal(said.match(/waiting up to/g)?.length, 1);
  });
});
