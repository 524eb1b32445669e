import assert from "node:assert/strict";
import { type JetStreamManager, type NatsConnection, connect } from "nats";
import { closeAll } from "../../jetstream/pool";
import { type TestServer, startNatsServer } from "../support/natsServer";
import {
  type Props,
  type Provider,
  loader,
  ours,
  printed,
  providersFor,
  recreate,
} from "../support/provider";

describe("the provider of Consumer", () => {
  let server: TestServer;
  let nats: NatsConnection;
  let jsm: JetStreamManager;
  let provider: Provider;

  /** When the stream was made, as its resource tells the consumers'. */
  let created: string;

  before(async () => {
    server = await startNatsServer();
    nats = await connect({ servers: server.url });
    jsm = await nats.jetstreamManager();
    provider = (await providersFor(server.url)).consumer;
    ({ created } = await jsm.streams.add({ name: "WORK", subjects: ["work.>"] }));
  });

  after(async () => {
    await closeAll();
    await nats.close();
    await server.stop();
  });

  const inputsFor = async (name: string, config: object, more: object = {}): Promise<Props> => {
    const news = {
      name,
      stream: "WORK",
      streamCreated: created,
      target: "url",
      config: { metadata: ours(name), ...config },
      ...more,
      ...loader,
    };
    const { inputs, failures } = await provider.check({}, news);
    assert.deepEqual(failures, []);
    return { ...inputs, ...loader };
  };
  const create = async (name: string, config: object, more: object = {}) => {
    const inputs = await inputsFor(name, config, more);
    const { id, outs } = await provider.create(inputs);
    return { id, inputs, outs: { ...outs, ...loader } };
  };
  const deliver = async (name: string): Promise<void> => {
    await nats.jetstream().publish("work.one", "message");
    const message = await (
      await nats.jetstream().consumers.get("WORK", name)
    ).next({ expires: 2000 });
    assert.equal(message?.string(), "message");
    await message.ackAck();
  };

  it("creates a durable consumer as declared, marked as its own, and sees nothing to do afterwards", async () => {
    const { id, inputs, outs } = await create("made", { ackPolicy: "explicit", ackWait: "45s" });
    const { config } = await jsm.consumers.info("WORK", "made");
    assert.equal(id, "WORK/made");
    assert.equal(config.durable_name, "made");
    assert.equal(config.ack_policy, "explicit");
    assert.equal(config.ack_wait, 45e9);
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/demo/made");
    assert.equal((await provider.diff(id, outs, inputs)).changes, false);
    const read = await provider.read(id, outs);
    assert.deepEqual({ ...read.inputs, ...loader }, inputs);
  });

  it("changes in place what can be, and keeps the position", async () => {
    const { id, outs } = await create("moved", { ackPolicy: "explicit" });
    await deliver("moved");
    const slower = await inputsFor("moved", { ackPolicy: "explicit", ackWait: "2m" });
    assert.deepEqual((await provider.diff(id, outs, slower)).replaces, []);
    await provider.update(id, outs, slower);
    const info = await jsm.consumers.info("WORK", "moved");
    assert.equal(info.config.ack_wait, 120e9);
    assert.equal(info.delivered.consumer_seq, 1);
  });

  it("shows a change by hand and repairs it", async () => {
    const { id, inputs, outs } = await create("drift", { ackPolicy: "explicit", maxDeliver: 5 });
    await jsm.consumers.update("WORK", "drift", { max_deliver: 9 });
    const read = await provider.read(id, outs);
    const drifted = { ...read.props, ...loader };
    assert.equal((await provider.diff(id, drifted, inputs)).changes, true);
    await provider.update(id, drifted, inputs);
    assert.equal((await jsm.consumers.info("WORK", "drift")).config.max_deliver, 5);
  });

  it("fails to replace a consumer that has delivered, unless losing its position is allowed", async () => {
    const { id, outs } = await create("fixed", { ackPolicy: "explicit" });
    await deliver("fixed");
    const another = await inputsFor("fixed", { ackPolicy: "all" });
    assert.deepEqual((await provider.diff(id, outs, another)).replaces, ["config"]);
    await assert.rejects(provider.delete(id, outs), {
      message: /consumer "fixed" of stream "WORK".*position.*dataLoss/s,
    });
    assert.equal((await jsm.consumers.info("WORK", "fixed")).delivered.consumer_seq, 1);
    await provider.diff(id, outs, { ...another, ...recreate });
    await provider.delete(id, outs);
    await provider.create({ ...another, ...recreate });
    assert.equal((await jsm.consumers.info("WORK", "fixed")).config.ack_policy, "all");
  });

  it("is made again once its stream was", async () => {
    const { id, inputs, outs } = await create("again", { ackPolicy: "explicit" });
    await jsm.consumers.delete("WORK", "again");
    const anew = { ...inputs, streamCreated: "later" };
    assert.equal((await provider.diff(id, outs, anew)).changes, true);
    await provider.update(id, outs, anew);
    assert.equal((await jsm.consumers.info("WORK", "again")).name, "again");
  });

  it("has nothing to change where somebody else made it again with its stream", async () => {
    const before = { streamCreated: "before" };
    const { id, inputs, outs } = await create("kept", { ackPolicy: "explicit" }, before);
    const read = await provider.read(id, outs);
    assert.equal(read.inputs?.["streamCreated"], created);
    const anew = { ...inputs, streamCreated: created };
    assert.equal((await provider.diff(id, { ...read.props, ...loader }, anew)).changes, false);
  });

  it("announces no change while the time of its stream's creation is not known yet", async () => {
    const { id, inputs, outs } = await create("calm", { ackPolicy: "explicit" });
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    assert.equal(
      (await provider.diff(id, outs, { ...inputs, streamCreated: unknown })).changes,
      false,
    );
  });

  it("takes over an equal consumer with a note, and fails for a different one", async () => {
    await jsm.consumers.add("WORK", { durable_name: "there", ack_policy: "explicit" as never });
    assert.match(
      await printed(() => create("there", { ackPolicy: "explicit" })),
      /^consumer "there" of stream "WORK": /,
    );
    await jsm.consumers.add("WORK", {
      durable_name: "other",
      ack_policy: "explicit" as never,
      max_deliver: 3,
    });
    await assert.rejects(create("other", { ackPolicy: "explicit" }), {
      message: /consumer "other" of stream "WORK".*maxDeliver.*adopt/s,
    });
  });

  it("deletes what is there, what is gone, and what went with its stream", async () => {
    const { id, outs } = await create("last", { ackPolicy: "explicit" });
    await provider.delete(id, outs);
    await assert.rejects(jsm.consumers.info("WORK", "last"), { message: /consumer not found/ });
    await provider.delete(id, outs);
    await provider.delete("GONE/last", { ...outs, stream: "GONE" });
  });
});
