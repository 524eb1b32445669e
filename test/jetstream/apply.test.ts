import assert from "node:assert/strict";
import type { Action, Decision } from "../../domain/plan/decision";
import { decideStream } from "../../domain/plan/decision";
import { changeOf, type FieldChange } from "../../domain/change";
import { streamToWire } from "../../domain/stream/stream";
import { applyConsumer, applyStream } from "../../jetstream/apply";
import { connect, type JetStream } from "../../jetstream/connection";
import { observeConsumer } from "../../jetstream/consumers";
import { ChangedMeanwhile, ServerRefusal, Unanswered } from "../../jetstream/errors";
import { observeStream } from "../../jetstream/streams";
import { assertFails, failureOf } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly } from "../support/plainClient";
import { recordingProxy } from "../support/recordingProxy";
import { refusal, type ScriptedApi, scriptedApi } from "../support/scriptedApi";

const decided = (action: Action, fields: readonly string[] = []): Decision => ({
  action,
  change: changeOf(
    fields.map((field): FieldChange => ({
      field,
      from: null,
      to: null,
      class: "update",
      reason: "",
    })),
  ),
  notes: [],
  refusals: [],
});

const worker = { durable_name: "worker", name: "worker", ack_policy: "explicit" };

describe("carrying out a decision", () => {
  let server: TestServer;
  let js: JetStream;

  beforeEach(async () => {
    server = await startNatsServer();
    js = await connect({ name: "local", url: server.url });
  });
  afterEach(async () => {
    await js.close();
    await server.stop();
  });

  const liveConfig = async (api: string): Promise<Readonly<Record<string, unknown>>> =>
    (await askPlainly(server.url, api))["config"] as Record<string, unknown>;

  it("creates, leaves, updates and adopts a stream as domain decides", async () => {
    const policy = { adopt: true, dataLoss: "refuse", onImmutableChange: "refuse" } as const;
    const facts = await js.facts();
    const step = async (maxMsgs: number, owner: string): Promise<string> => {
      const wire = {
        ...streamToWire("A", { subjects: ["a"], maxMsgs }),
        metadata: { "nats-stack.owner": owner },
      };
      const found = await observeStream(js, "A");
      const decision = decideStream({ name: "A", wire, policy }, found, facts);
      const applied = await applyStream(js, "A", wire, decision, found);
      assert.deepEqual(applied.config, await liveConfig("STREAM.INFO.A"));
      assert.equal(applied.config["max_msgs"], maxMsgs);
      return decision.action;
    };
    assert.equal(await step(10, "p/s/a"), "create");
    assert.equal(await step(10, "p/s/a"), "none");
    assert.equal(await step(20, "p/s/a"), "update");
    assert.equal(await step(30, "p/s/b"), "takeBack");
    await askPlainly(server.url, "STREAM.UPDATE.A", { name: "A", subjects: ["a"], max_msgs: 5 });
    assert.equal(await step(30, "p/s/a"), "adopt");
  });

  it("asks nothing of the server where nothing is to be done", async () => {
    await askPlainly(server.url, "STREAM.CREATE.A", { name: "A" });
    const proxy = await recordingProxy(server.port);
    const watched = await connect({ name: "local", url: proxy.url });
    const found = await observeStream(watched, "A");
    assert.equal(await applyStream(watched, "A", {}, decided("none"), found), found);
    assert.deepEqual(proxy.taken(), ["STREAM.INFO.A"]);
    assert.equal((await applyStream(watched, "A", {}, decided("none"))).name, "A");
    await watched.close();
    await proxy.close();
  });

  it("fails where the stream that nothing was to be done with is gone", async () => {
    await assertFails(
      applyStream(js, "A", {}, decided("none")),
      ChangedMeanwhile,
      'stream "A": somebody deleted it meanwhile; refresh, then run again',
    );
  });

  it("fails where somebody else was faster to create it, and leaves theirs alone", async () => {
    await askPlainly(server.url, "STREAM.CREATE.A", { name: "A", subjects: ["x"], max_msgs: 7 });
    const wire = streamToWire("A", { subjects: ["x"], maxMsgs: 10 });
    await assertFails(
      applyStream(js, "A", wire, decided("create")),
      ChangedMeanwhile,
      'stream "A": somebody else created it meanwhile, with another maxMsgs; run again to see what adopting it would change',
    );
    assert.equal((await liveConfig("STREAM.INFO.A"))["max_msgs"], 7);
  });

  it("fails where the stream to update was deleted, and does not create it", async () => {
    const error = await failureOf(applyStream(js, "A", { subjects: ["a"] }, decided("update")));
    assert.ok(error instanceof ServerRefusal);
    assert.equal(error.errCode, 10059);
    assert.equal(await observeStream(js, "A"), undefined);
  });

  for (const action of ["replace", "migrate", "refuse"] as const) {
    it(`fails at a decision to ${action}, which is not carried out here`, async () => {
      await assertFails(
        applyStream(js, "A", {}, decided(action)),
        RangeError,
        `stream "A": a decision to ${action} is not carried out here`,
      );
    });
  }

  it("creates and updates a consumer, its pause by a request of its own", async () => {
    await askPlainly(server.url, "STREAM.CREATE.A", { name: "A" });
    const apply = async (wire: object, action: Action): Promise<void> => {
      const complete = { ...worker, ...wire };
      const found = await observeConsumer(js, "A", "worker");
      const applied = await applyConsumer(js, "A", "worker", complete, decided(action), found);
      assert.deepEqual(applied.config, await liveConfig("CONSUMER.INFO.A.worker"));
    };
    const pauseOf = async (): Promise<unknown> =>
      (await liveConfig("CONSUMER.INFO.A.worker"))["pause_until"];
    await apply({ pause_until: "2099-01-01T00:00:00Z" }, "create");
    assert.equal(await pauseOf(), "2099-01-01T00:00:00Z");
    await apply({ pause_until: "2098-01-01T00:00:00Z", max_deliver: 5 }, "update");
    assert.equal(await pauseOf(), "2098-01-01T00:00:00Z");
    await apply({ max_deliver: 6 }, "update");
    assert.equal(await pauseOf(), undefined);
    await apply({ pause_until: "2020-01-01T00:00:00Z" }, "update");
    assert.equal(await pauseOf(), "2020-01-01T00:00:00Z");
    assert.equal((await observeConsumer(js, "A", "worker"))?.state?.paused, false);
    await apply({ max_deliver: 7 }, "update");
    assert.equal(await pauseOf(), "2020-01-01T00:00:00Z");
  });

  it("fails where somebody else was faster to create a consumer", async () => {
    await askPlainly(server.url, "STREAM.CREATE.A", { name: "A" });
    await askPlainly(server.url, "CONSUMER.CREATE.A.worker", {
      stream_name: "A",
      config: { ...worker, max_deliver: 9 },
    });
    await assertFails(
      applyConsumer(js, "A", "worker", { ...worker, max_deliver: 5 }, decided("create")),
      ChangedMeanwhile,
      'consumer "worker" of stream "A": somebody else created it meanwhile, with another maxDeliver; run again to see what adopting it would change',
    );
  });
});

describe("carrying out a decision where answers are missing", () => {
  let api: ScriptedApi;

  afterEach(() => api.stop());

  const wire = streamToWire("A", { subjects: ["a"] });
  const asStream = (config: object): object => ({
    config,
    created: "2026-01-01T00:00:00Z",
    state: { messages: 0 },
  });
  const account = { limits: {}, api: { level: 5 } };
  const subjects = (): readonly string[] => api.asked.map(({ api: asked }) => asked);

  it("takes a creation as done where a look shows it done", async () => {
    api = await scriptedApi(({ api: asked }) => {
      if (asked === "STREAM.CREATE.A") return undefined;
      return asked === "INFO" ? account : asStream(wire);
    });
    assert.equal((await applyStream(api.js, "A", wire, decided("create"))).name, "A");
    assert.deepEqual(subjects(), ["STREAM.CREATE.A", "STREAM.INFO.A", "INFO"]);
  });

  it("fails for a creation without an answer that a look does not show", async () => {
    api = await scriptedApi(({ api: asked }) =>
      asked === "STREAM.INFO.A" ? refusal(10059, "stream not found", 404) : undefined,
    );
    const error = await failureOf(applyStream(api.js, "A", wire, decided("create")));
    assert.ok(error instanceof Unanswered);
    assert.deepEqual(subjects(), ["STREAM.CREATE.A", "STREAM.INFO.A"]);
  });

  it("fails for an update without an answer where the old config is still there", async () => {
    api = await scriptedApi(({ api: asked }) => {
      if (asked === "STREAM.UPDATE.A") return undefined;
      return asked === "INFO" ? account : asStream({ ...wire, max_msgs: 3 });
    });
    const error = await failureOf(applyStream(api.js, "A", wire, decided("update")));
    assert.ok(error instanceof Unanswered);
  });

  it("changes placement first, and replicas when the move is done", async () => {
    api = await scriptedApi(({ api: asked, body }, before) => {
      if (asked === "STREAM.UPDATE.A" && before === 1) {
        return refusal(10124, "stream move already in progress", 400);
      }
      return asStream(body);
    });
    const wanted = { ...wire, placement: { cluster: "c" }, num_replicas: 3 };
    const found = { name: "A", config: { num_replicas: 1 }, created: "" };
    const decision = decided("update", ["placement", "replicas"]);
    const applied = await applyStream(api.js, "A", wanted, decision, found);
    assert.equal(applied.config["num_replicas"], 3);
    assert.deepEqual(
      api.asked.map(({ body }) => [body["num_replicas"], body["placement"]]),
      [1, 3, 3].map((replicas) => [replicas, { cluster: "c" }]),
    );
  });

  it("changes placement or replicas alone in one update", async () => {
    api = await scriptedApi(({ body }) => asStream(body));
    const found = { name: "A", config: { num_replicas: 1 }, created: "" };
    await applyStream(api.js, "A", wire, decided("update", ["replicas"]), found);
    assert.equal(api.asked.length, 1);
  });
});
