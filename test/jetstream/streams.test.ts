import assert from "node:assert/strict";
import { streamNameProblem } from "../../domain/names";
import { connect, type JetStream } from "../../jetstream/connection";
import { BadName, ServerRefusal } from "../../jetstream/errors";
import {
  createStream,
  deleteStream,
  observeStream,
  purgeStream,
  updateStream,
} from "../../jetstream/streams";
import { assertFails, failureOf } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, plainly, publishPlainly } from "../support/plainClient";

for (const version of ["2.10.26", "2.15.1"]) {
  describe(`streams on ${version}`, () => {
    let server: TestServer;
    let js: JetStream;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "local", url: server.url });
    });
    after(async () => {
      await js.close();
      await server.stop();
    });

    const configOf = (name: string): Promise<Readonly<Record<string, unknown>>> =>
      plainly(server.url, async (connection) => {
        const { config } = await (await connection.jetstreamManager()).streams.info(name);
        return { ...config };
      });
    const stateOf = (name: string): Promise<{ messages: number; first_seq: number }> =>
      plainly(
        server.url,
        async (connection) =>
          (await (await connection.jetstreamManager()).streams.info(name)).state,
      );

    it("are created as told", async () => {
      const observed = await createStream(js, "MADE", {
        subjects: ["made.>"],
        max_msgs: 10_000,
        max_age: 604_800_000_000_000,
        metadata: { "nats-stack.owner": "p/s/made" },
      });
      const config = await configOf("MADE");
      assert.deepEqual(observed.config, config);
      assert.equal(config["max_msgs"], 10_000);
      assert.equal(config["max_age"], 604_800_000_000_000);
      assert.equal(observed.name, "MADE");
      assert.ok(Date.parse(observed.created) > 0);
    });

    it("are observed with what they hold", async () => {
      await createStream(js, "HOLDS", { subjects: ["holds.*"] });
      await publishPlainly(server.url, ["holds.a", "holds.a", "holds.b"]);
      const observed = await observeStream(js, "HOLDS");
      const { firstTime, lastTime, observedAt, bytes, ...state } = observed?.state ?? {};
      assert.deepEqual(state, {
        messages: 3,
        firstSeq: "1",
        lastSeq: "3",
        consumers: 0,
        subjects: 2,
      });
      assert.ok(bytes !== undefined && bytes > 0);
      for (const time of [firstTime, lastTime, observedAt]) {
        assert.ok(Date.now() - Date.parse(time ?? "") < 60_000);
      }
    });

    it("are observed empty without times of messages", async () => {
      await createStream(js, "EMPTY", {});
      const state = (await observeStream(js, "EMPTY"))?.state;
      assert.deepEqual(Object.keys(state ?? {}).sort(), [
        "bytes",
        "consumers",
        "firstSeq",
        "lastSeq",
        "messages",
        "observedAt",
      ]);
    });

    it("keep sequences above 2^53 exactly", async () => {
      await createStream(js, "FAR", { first_seq: "9007199254740993" });
      await publishPlainly(server.url, ["FAR"]);
      const raw = await plainly(server.url, async (connection) =>
        (await connection.request("$JS.API.STREAM.INFO.FAR")).string(),
      );
      assert.ok(raw.includes('"first_seq":9007199254740993,'));
      const observed = await observeStream(js, "FAR");
      assert.equal(observed?.config["first_seq"], "9007199254740993");
      assert.equal(observed.state?.firstSeq, "9007199254740993");
      assert.equal(observed.state.lastSeq, "9007199254740993");
    });

    it("show what was changed and deleted by hand", async () => {
      await createStream(js, "BYHAND", { max_msgs: 10 });
      await plainly(server.url, async (connection) => {
        const manager = await connection.jetstreamManager();
        await manager.streams.update("BYHAND", { max_msgs: 20 });
      });
      assert.equal((await observeStream(js, "BYHAND"))?.config["max_msgs"], 20);
      await plainly(server.url, async (connection) =>
        (await connection.jetstreamManager()).streams.delete("BYHAND"),
      );
      assert.equal(await observeStream(js, "BYHAND"), undefined);
    });

    it("may be created twice with the same config, not with another", async () => {
      const first = await createStream(js, "TWICE", { max_msgs: 10 });
      const second = await createStream(js, "TWICE", { max_msgs: 10 });
      assert.equal(second.created, first.created);
      await assertFails(
        createStream(js, "TWICE", { max_msgs: 11 }),
        ServerRefusal,
        'stream "TWICE": create refused: stream name already in use with a different configuration (10058); adopt the stream of that name, or choose another name',
      );
      assert.equal((await configOf("TWICE"))["max_msgs"], 10);
    });

    it("fail to be created on a subject of another stream", async () => {
      await createStream(js, "FIRST", { subjects: ["shared.*"] });
      await assertFails(
        createStream(js, "SECOND", { subjects: ["shared.a"] }),
        ServerRefusal,
        'stream "SECOND": create refused: subjects overlap with an existing stream (10065); a subject belongs to one stream; take it out of one of them, or copy from the other by sources',
      );
    });

    it("are replaced as a whole by an update", async () => {
      await createStream(js, "WHOLE", { max_msgs: 10, description: "x", allow_direct: true });
      const updated = await updateStream(js, "WHOLE", { max_msgs: 20 });
      const config = await configOf("WHOLE");
      assert.deepEqual(updated.config, config);
      assert.deepEqual(
        [config["max_msgs"], config["description"], config["allow_direct"]],
        [20, undefined, false],
      );
    });

    it("fail to be updated where they do not exist, and where a field cannot change", async () => {
      await assertFails(
        updateStream(js, "NOWHERE", {}),
        ServerRefusal,
        'stream "NOWHERE": update refused: stream not found (10059); somebody deleted it; refresh, then run again',
      );
      await createStream(js, "FIXED", { storage: "memory" });
      await assertFails(
        updateStream(js, "FIXED", { storage: "file" }),
        ServerRefusal,
        'stream "FIXED": update refused: stream configuration update can not change storage type (10052); correct what the text names',
      );
    });

    it("are deleted with their messages, and deleting them again is done", async () => {
      await createStream(js, "GONE", {});
      await publishPlainly(server.url, ["GONE"]);
      await deleteStream(js, "GONE");
      const { error } = await askPlainly(server.url, "STREAM.INFO.GONE");
      assert.deepEqual(error, { code: 404, err_code: 10059, description: "stream not found" });
      await deleteStream(js, "GONE");
    });

    it("are purged wholly, by subject, up to a sequence and but for the newest", async () => {
      await createStream(js, "PURGED", { subjects: ["purged.*"] });
      const fill = (): Promise<void> =>
        publishPlainly(server.url, ["purged.a", "purged.a", "purged.b", "purged.b"]);
      await fill();
      assert.equal(await purgeStream(js, "PURGED", { subject: "purged.a" }), 2);
      assert.equal((await stateOf("PURGED")).messages, 2);
      assert.equal(await purgeStream(js, "PURGED", { seq: "4" }), 1);
      assert.equal((await stateOf("PURGED")).first_seq, 4);
      await fill();
      assert.equal(await purgeStream(js, "PURGED", { keep: 3 }), 2);
      assert.equal(await purgeStream(js, "PURGED"), 3);
      assert.equal(await purgeStream(js, "PURGED"), 0);
      assert.equal((await stateOf("PURGED")).messages, 0);
    });

    it("fail to be purged where they deny it, and where they do not exist", async () => {
      await createStream(js, "KEPT", { deny_purge: true });
      const denied = await failureOf(purgeStream(js, "KEPT"));
      assert.ok(denied instanceof ServerRefusal);
      assert.equal(denied.errCode, 10110);
      await assertFails(
        purgeStream(js, "NOWHERE"),
        ServerRefusal,
        'stream "NOWHERE": purge refused: stream not found (10059); somebody deleted it; refresh, then run again',
      );
    });

    it("fail at a name that would address something else", async () => {
      await assertFails(
        observeStream(js, "A.B"),
        BadName,
        `stream "A.B": name: ${streamNameProblem("A.B") ?? ""}`,
      );
    });
  });
}

describe("what one version alone does with streams", () => {
  it("fails on 2.15.1 at a field the server does not know", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await assertFails(
      createStream(js, "A", { no_such_field: 1 }),
      ServerRefusal,
      'stream "A": create refused: invalid JSON: json: unknown field "no_such_field" (10025); this server does not know one of the fields; leave it out, or update the server',
    );
    await js.close();
    await server.stop();
  });

  it("fails on 2.15.1 at what it would rewrite, where it is asked to be pedantic", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    const config = { max_msgs: -5 };
    assert.equal((await createStream(js, "A", config)).config["max_msgs"], -1);
    const error = await failureOf(createStream(js, "B", config, { pedantic: true }));
    assert.ok(error instanceof ServerRefusal);
    assert.equal(error.errCode, 10157);
    const refused = await failureOf(updateStream(js, "A", config, { pedantic: true }));
    assert.ok(refused instanceof ServerRefusal);
    assert.equal(refused.errCode, 10157);
    await js.close();
    await server.stop();
  });

  it("fails where the account's and the server's limits are reached", async () => {
    const server = await startNatsServer({
      config: `accounts { A {
        users: [{ user: a, password: a }]
        jetstream: { max_streams: 1, max_file: 1MB }
      } }`,
    });
    const auth = { kind: "user", user: "a", password: "a" } as const;
    const js = await connect({ name: "local", url: server.url, auth });
    assert.deepEqual((await js.facts()).limits, {
      maxStorageBytes: 1_048_576,
      maxStreams: 1,
      reservedMemoryBytes: 0,
      reservedStorageBytes: 0,
      usedMemoryBytes: 0,
      usedStorageBytes: 0,
    });
    const codes: number[] = [];
    for (const [name, max_bytes] of [
      ["BIG", 2_000_000],
      ["A", 1000],
      ["B", 1000],
    ] as const) {
      await createStream(js, name, { max_bytes }).catch((error: unknown) => {
        assert.ok(error instanceof ServerRefusal);
        codes.push(error.errCode);
      });
    }
    assert.deepEqual(codes, [10047, 10027]);
    await js.close();
    await server.stop();
  });
});
