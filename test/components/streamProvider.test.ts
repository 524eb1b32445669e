import assert from "node:assert/strict";
import { type JetStreamManager, type NatsConnection, connect } from "nats";
import { closeAll } from "../../jetstream/pool";
import { type TestServer, startNatsServer } from "../support/natsServer";
import {
  type Provider,
  loader,
  ours,
  printed,
  providersFor,
  streamInputs,
  recreate,
} from "../support/provider";

describe("the provider of Stream", () => {
  let server: TestServer;
  let nats: NatsConnection;
  let jsm: JetStreamManager;
  let provider: Provider;

  before(async () => {
    server = await startNatsServer();
    nats = await connect({ servers: server.url });
    jsm = await nats.jetstreamManager();
    provider = (await providersFor(server.url)).stream;
  });

  after(async () => {
    await closeAll();
    await nats.close();
    await server.stop();
  });

  const fill = async (subject: string, count: number): Promise<void> => {
    const js = nats.jetstream();
    for (let i = 0; i < count; i++) await js.publish(subject, `message ${i}`);
  };
  const create = async (name: string, config: object, more: object = {}) => {
    const inputs = await streamInputs(provider, name, config, more);
    const { id, outs } = await provider.create(inputs);
    return { id, inputs, outs: { ...outs, ...loader } };
  };

  it("creates what was declared, marked as its own", async () => {
    const { id } = await create("MADE", {
      subjects: ["made.>"],
      maxMsgs: 10,
      maxAge: "7d",
      maxBytes: "100MB",
    });
    const { config } = await jsm.streams.info("MADE");
    assert.equal(id, "MADE");
    assert.deepEqual(config.subjects, ["made.>"]);
    assert.equal(config.max_msgs, 10);
    assert.equal(config.max_age, 7 * 86_400 * 1e9);
    assert.equal(config.max_bytes, 100_000_000);
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/demo/MADE");
  });

  it("sees nothing to do after creating, and after reading back", async () => {
    const { inputs, outs } = await create("SAME", {
      subjects: ["same"],
      maxAge: "1h",
      storage: "memory",
    });
    assert.equal((await provider.diff("SAME", outs, inputs)).changes, false);
    const read = await provider.read("SAME", outs);
    assert.deepEqual({ ...read.inputs, __provider: inputs["__provider"] }, inputs);
    assert.equal(
      (await provider.diff("SAME", { ...read.props, __provider: inputs["__provider"] }, inputs))
        .changes,
      false,
    );
  });

  it("shows what somebody changed by hand, and repairs it", async () => {
    const { inputs, outs } = await create("DRIFT", { subjects: ["drift"], maxMsgs: 100 });
    const { config } = await jsm.streams.info("DRIFT");
    await jsm.streams.update("DRIFT", { ...config, max_msgs: 7, description: "by hand" });
    const read = await provider.read("DRIFT", outs);
    const seen = read.inputs?.["config"] as Record<string, unknown>;
    assert.equal(seen["maxMsgs"], 7);
    assert.equal(seen["description"], "by hand");
    const drifted = { ...read.props, __provider: inputs["__provider"] };
    assert.equal((await provider.diff("DRIFT", drifted, inputs)).changes, true);
    await provider.update("DRIFT", drifted, inputs);
    const repaired = await jsm.streams.info("DRIFT");
    assert.equal(repaired.config.max_msgs, 100);
    assert.equal(repaired.config.description, undefined);
  });

  it("says that a stream is gone only once the server says so", async () => {
    const { outs } = await create("GONE", { subjects: ["gone"] });
    assert.equal((await provider.read("GONE", outs)).id, "GONE");
    await jsm.streams.delete("GONE");
    await closeAll();
    assert.deepEqual(await provider.read("GONE", outs), {});
  });

  it("makes a stream again that is missing when it is to be updated", async () => {
    const { inputs, outs } = await create("AGAIN", { subjects: ["again"] });
    await jsm.streams.delete("AGAIN");
    await provider.update("AGAIN", outs, inputs);
    assert.deepEqual((await jsm.streams.info("AGAIN")).config.subjects, ["again"]);
  });

  it("deletes an empty stream, and one that is gone already", async () => {
    const { outs } = await create("EMPTY", { subjects: ["empty"] });
    await provider.delete("EMPTY", outs);
    await assert.rejects(jsm.streams.info("EMPTY"), { message: /stream not found/ });
    await provider.delete("EMPTY", outs);
  });

  it("fails to delete messages unless that was allowed", async () => {
    const { outs } = await create("FULL", { subjects: ["full"] });
    await fill("full", 3);
    await assert.rejects(provider.delete("FULL", outs), {
      message: /stream "FULL".*3 messages.*dataLoss/s,
    });
    assert.equal((await jsm.streams.info("FULL")).state.messages, 3);
    await provider.delete("FULL", { ...outs, dataLoss: "allow" });
    await assert.rejects(jsm.streams.info("FULL"), { message: /stream not found/ });
  });

  it("takes over an equal stream with a note, and marks it", async () => {
    await jsm.streams.add({ name: "EQUAL", subjects: ["equal"] });
    const note = await printed(() => create("EQUAL", { subjects: ["equal"] }));
    assert.match(note, /^stream "EQUAL": .*adopt/);
    const { config } = await jsm.streams.info("EQUAL");
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/demo/EQUAL");
  });

  it("fails to take over a different stream, naming the differences, until adopt is said", async () => {
    await jsm.streams.add({ name: "OTHER", subjects: ["other"], max_msgs: 5 });
    await assert.rejects(create("OTHER", { subjects: ["other"], maxMsgs: 9 }), {
      message: /stream "OTHER".*maxMsgs.*adopt/s,
    });
    assert.equal((await jsm.streams.info("OTHER")).config.max_msgs, 5);
    await printed(() => create("OTHER", { subjects: ["other"], maxMsgs: 9 }, { adopt: true }));
    assert.equal((await jsm.streams.info("OTHER")).config.max_msgs, 9);
  });

  it("fails to take over what cannot change in place, whatever adopt says", async () => {
    await jsm.streams.add({ name: "FIXED", subjects: ["fixed"] });
    await fill("fixed", 1);
    await assert.rejects(
      create("FIXED", { subjects: ["fixed"], storage: "memory" }, { adopt: true }),
      { message: /stream "FIXED".*storage/s },
    );
    assert.equal((await jsm.streams.info("FIXED")).state.messages, 1);
  });

  it("fails to touch a stream that carries somebody else's mark", async () => {
    await jsm.streams.add({
      name: "THEIRS",
      subjects: ["theirs"],
      metadata: { "nats-stack.owner": "nats-stack/prod/x/THEIRS" },
    });
    await assert.rejects(create("THEIRS", { subjects: ["theirs"] }, { adopt: true }), {
      message: /stream "THEIRS".*"nats-stack\/prod\/x\/THEIRS"/s,
    });
  });

  it("takes back a stream of its own that the state forgot, with its messages", async () => {
    await jsm.streams.add({
      name: "BACK",
      subjects: ["back"],
      max_msgs: 5,
      metadata: ours("BACK"),
    });
    await fill("back", 2);
    await printed(() => create("BACK", { subjects: ["back"], maxMsgs: 50 }));
    const { config, state } = await jsm.streams.info("BACK");
    assert.equal(config.max_msgs, 50);
    assert.equal(state.messages, 2);
  });

  it("leaves a stream alone that belongs to somebody else when it is to be deleted", async () => {
    const { outs } = await create("HANDED", { subjects: ["handed"] });
    const { config } = await jsm.streams.info("HANDED");
    await jsm.streams.update("HANDED", {
      ...config,
      metadata: { "nats-stack.owner": "other/dev/HANDED" },
    });
    const note = await printed(() => provider.delete("HANDED", { ...outs, dataLoss: "allow" }));
    assert.match(note, /belongs to "other\/dev\/HANDED" now/);
    assert.equal((await jsm.streams.info("HANDED")).config.name, "HANDED");
  });

  it("purges once for each new text, says how many went, and not when it creates", async () => {
    const { inputs, outs } = await create("PURGED", { subjects: ["purged"] }, { purge: "first" });
    await fill("purged", 4);
    assert.equal((await provider.diff("PURGED", outs, inputs)).changes, false);
    const again = { ...inputs, purge: "second" };
    assert.equal((await provider.diff("PURGED", outs, again)).changes, true);
    const note = await printed(() => provider.update("PURGED", outs, again));
    assert.match(note, /stream "PURGED": purged, 4 messages went/);
    assert.equal((await jsm.streams.info("PURGED")).state.messages, 0);
  });

  it("fails to lower a limit below what is stored unless that was allowed", async () => {
    const { inputs, outs } = await create("LOWER", { subjects: ["lower"], maxMsgs: 100 });
    await fill("lower", 10);
    const lower = await streamInputs(provider, "LOWER", { subjects: ["lower"], maxMsgs: 4 });
    await assert.rejects(provider.update("LOWER", outs, lower), {
      message: /stream "LOWER".*maxMsgs from 100 to 4: deletes the oldest 6 of 10 messages/,
    });
    assert.equal((await jsm.streams.info("LOWER")).state.messages, 10);
    await provider.update("LOWER", outs, { ...lower, dataLoss: "allow" });
    assert.equal((await jsm.streams.info("LOWER")).state.messages, 4);
    assert.equal(inputs["name"], "LOWER");
  });

  it("replaces where the server cannot change in place, deleting first, and only what may go", async () => {
    const { outs } = await create("SWAP", { subjects: ["swap"] });
    await fill("swap", 1);
    const memory = await streamInputs(provider, "SWAP", { subjects: ["swap"], storage: "memory" });
    const diff = await provider.diff("SWAP", outs, memory);
    assert.deepEqual(diff, { changes: true, replaces: ["config"], deleteBeforeReplace: true });
    await assert.rejects(provider.delete("SWAP", outs), { message: /1 message/ });
    await provider.diff("SWAP", outs, { ...memory, ...recreate });
    await provider.delete("SWAP", outs);
    await provider.create({ ...memory, ...recreate });
    assert.equal((await jsm.streams.info("SWAP")).config.storage, "memory");
  });

  it("fails to delete messages here where only a stream of that name elsewhere may be replaced", async () => {
    const { outs } = await create("TWIN", { subjects: ["twin"] });
    await fill("twin", 1);
    const elsewhere = { ...outs, target: "kubernetes:shop/nats", dataLoss: "allow" };
    const memory = await streamInputs(provider, "TWIN", { subjects: ["twin"], storage: "memory" });
    await provider.diff("TWIN", elsewhere, {
      ...memory,
      target: "kubernetes:shop/nats",
      dataLoss: "allow",
    });
    await assert.rejects(provider.delete("TWIN", outs), { message: /stream "TWIN".*1 message/s });
    assert.equal((await jsm.streams.info("TWIN")).state.messages, 1);
  });

  it("fails a check with every mistake of a stream", async () => {
    const { failures } = await provider.check(
      {},
      { name: "A.B", target: "nowhere", config: {}, adpot: true },
    );
    assert.deepEqual(failures.map(({ property }) => property).sort(), ["adpot", "target"]);
    const wrong = await provider.check(
      {},
      { name: "A.B", target: "url", config: { maxAge: "24 hours", replicas: 9 } },
    );
    assert.equal(wrong.failures.length, 3);
  });

  it("lets what is not known yet pass through a preview", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { failures } = await provider.check(
      {},
      { name: "LATER", target: "url", config: unknown },
    );
    assert.deepEqual(failures, []);
    const { outs } = await create("LATER", { subjects: ["later"] });
    assert.equal((await provider.diff("LATER", outs, { ...outs, config: unknown })).changes, true);
  });

  it("fails to read while the server is away, and so never loses the stream", async () => {
    const { outs } = await create("KEPT", { subjects: ["kept"] });
    await closeAll();
    await server.kill();
    await assert.rejects(provider.read("KEPT", outs), { message: /127\.0\.0\.1/ });
    await server.restart();
  });
});
