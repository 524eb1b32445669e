import assert from "node:assert/strict";
import type { ConsumerInfo } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import {
  createConsumer,
  deleteConsumer,
  everyConsumer,
  observeConsumer,
  pauseConsumer,
  updateConsumer,
} from "../../jetstream/consumers";
import { BadName, ServerRefusal, Unsupported } from "../../jetstream/errors";
import { createStream, deleteStream } from "../../jetstream/streams";
import { assertFails, failureOf } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, plainly, publishPlainly } from "../support/plainClient";

const worker = { durable_name: "worker", ack_policy: "explicit" };

for (const version of ["2.10.26", "2.15.1"]) {
  describe(`consumers on ${version}`, () => {
    let server: TestServer;
    let js: JetStream;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "local", url: server.url });
    });
    beforeEach(() => createStream(js, "A", { subjects: ["a.*"] }));
    afterEach(() => deleteStream(js, "A"));
    after(async () => {
      await js.close();
      await server.stop();
    });

    const infoOf = (name: string): Promise<ConsumerInfo> =>
      plainly(server.url, async (connection) =>
        (await connection.jetstreamManager()).consumers.info("A", name),
      );

    it("are created as told", async () => {
      const observed = await createConsumer(js, "A", "worker", { ...worker, max_deliver: 5 });
      const { config, created, stream_name } = await infoOf("worker");
      assert.deepEqual(observed.config, config);
      assert.deepEqual(
        [observed.stream, observed.name, observed.created, config.max_deliver],
        [stream_name, "worker", created, 5],
      );
    });

    it("are observed with how far they are", async () => {
      await createConsumer(js, "A", "worker", worker);
      await publishPlainly(server.url, ["a.1", "a.2", "a.3"]);
      await plainly(server.url, async (connection) => {
        const consumer = await connection.jetstream().consumers.get("A", "worker");
        await (await consumer.next())?.ackAck();
        await consumer.next();
      });
      assert.deepEqual((await observeConsumer(js, "A", "worker"))?.state, {
        delivered: "2",
        deliveredSeq: "2",
        ackFloor: "1",
        ackFloorSeq: "1",
        pending: 1,
        ackPending: 1,
        redelivered: 0,
        waiting: 0,
        paused: false,
      });
    });

    it("are not there without themselves or their stream", async () => {
      assert.equal(await observeConsumer(js, "A", "nobody"), undefined);
      assert.equal(await observeConsumer(js, "NOWHERE", "nobody"), undefined);
    });

    it("show what was changed by hand", async () => {
      await createConsumer(js, "A", "worker", worker);
      await plainly(server.url, async (connection) => {
        const manager = await connection.jetstreamManager();
        await manager.consumers.update("A", "worker", { max_deliver: 9 });
      });
      assert.equal((await observeConsumer(js, "A", "worker"))?.config["max_deliver"], 9);
    });

    it("may be created twice with the same config, not with another", async () => {
      await createConsumer(js, "A", "worker", worker);
      await createConsumer(js, "A", "worker", worker);
      await assertFails(
        createConsumer(js, "A", "worker", { ...worker, max_deliver: 5 }),
        ServerRefusal,
        'consumer "worker" of stream "A": create refused: consumer already exists (10148); adopt the consumer of that name, or choose another name',
      );
      assert.equal((await infoOf("worker")).config.max_deliver, -1);
    });

    it("are replaced as a whole by an update", async () => {
      await createConsumer(js, "A", "worker", { ...worker, max_deliver: 5, description: "x" });
      const updated = await updateConsumer(js, "A", "worker", { ...worker, max_ack_pending: 7 });
      const { config } = await infoOf("worker");
      assert.deepEqual(updated.config, config);
      assert.deepEqual(
        [config.max_deliver, config.description, config.max_ack_pending],
        [-1, undefined, 7],
      );
    });

    it("fail to be updated where they do not exist, and where a field cannot change", async () => {
      await assertFails(
        updateConsumer(js, "A", "worker", worker),
        ServerRefusal,
        'consumer "worker" of stream "A": update refused: consumer does not exist (10149); somebody deleted it; refresh, then run again',
      );
      await createConsumer(js, "A", "worker", worker);
      await assertFails(
        updateConsumer(js, "A", "worker", { ...worker, ack_policy: "none" }),
        ServerRefusal,
        'consumer "worker" of stream "A": update refused: ack policy can not be updated (10012); where the text names a field that can not be updated, the consumer has to be replaced',
      );
    });

    it("fail to be created on a stream that does not exist", async () => {
      const error = await failureOf(createConsumer(js, "NOWHERE", "worker", worker));
      assert.ok(error instanceof ServerRefusal);
      assert.equal(error.errCode, 10059);
    });

    it("are deleted, and deleting them again is done, without their stream too", async () => {
      await createConsumer(js, "A", "worker", worker);
      await deleteConsumer(js, "A", "worker");
      const { error } = await askPlainly(server.url, "CONSUMER.INFO.A.worker");
      assert.deepEqual(error, { code: 404, err_code: 10014, description: "consumer not found" });
      await deleteConsumer(js, "A", "worker");
      await deleteConsumer(js, "NOWHERE", "worker");
    });

    it("are listed over several pages, each once", async () => {
      const names = Array.from({ length: 260 }, (_, index) => `worker-${index}`);
      await plainly(server.url, async (connection) => {
        const manager = await connection.jetstreamManager();
        await Promise.all(
          names.map((name) =>
            manager.consumers.add("A", { durable_name: name, mem_storage: true }),
          ),
        );
      });
      const listed = (await everyConsumer(js, "A")).map(({ name }) => name);
      assert.deepEqual([...listed].sort(), [...names].sort());
      assert.ok((await failureOf(everyConsumer(js, "NOWHERE"))) instanceof ServerRefusal);
    });

    it("fail at a name that would address something else", async () => {
      assert.ok((await failureOf(observeConsumer(js, "A", "a b"))) instanceof BadName);
      assert.ok((await failureOf(everyConsumer(js, "*"))) instanceof BadName);
    });

    if (version === "2.10.26") {
      it("fail to be paused, which this version cannot do", async () => {
        await createConsumer(js, "A", "worker", worker);
        await assertFails(
          pauseConsumer(js, "A", "worker", "2099-01-01T00:00:00Z"),
          Unsupported,
          'consumer "worker" of stream "A": pauseUntil: server 2.10.26 cannot pause consumers; leave it out, or update the server to 2.11.0 or newer',
        );
      });
    } else {
      it("are paused and resumed", async () => {
        await createConsumer(js, "A", "worker", worker);
        assert.equal(await pauseConsumer(js, "A", "worker", "2099-01-01T00:00:00Z"), true);
        const paused = await askPlainly(server.url, "CONSUMER.INFO.A.worker");
        assert.equal(paused["paused"], true);
        assert.equal((await observeConsumer(js, "A", "worker"))?.state?.paused, true);
        assert.equal(await pauseConsumer(js, "A", "worker"), false);
        const resumed = await askPlainly(server.url, "CONSUMER.INFO.A.worker");
        assert.notEqual(resumed["paused"], true);
      });
    }
  });
}
