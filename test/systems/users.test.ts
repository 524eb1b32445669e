import assert from "node:assert/strict";
import { connect, type NatsConnection } from "nats";
import { accountsConf, authConf, passwordUsers, resolveAuth } from "../../domain/cluster/auth";
import { authProblems } from "../../domain/cluster/authProblems";
import { includeKey, mergeConf, renderConf } from "../../domain/cluster/conf";
import { specFor } from "../../domain/cluster/stackSpec";
import { declareSystem } from "../../domain/declare";
import { streamToWire } from "../../domain/stream/stream";
import { systems } from "../../systems";
import { observabilityAgent } from "../../systems/observabilityAgent";
import { startNatsServer, type TestServer } from "../support/natsServer";

const deployment = {
  project: "nats-stack",
  stack: "test",
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
} as const;

const guarded = { cluster: { auth: {} }, clusters: {} };
const streamsOf = (user: object): readonly string[] =>
  Object.values(user as Record<string, readonly string[]>).flatMap((names) =>
    names.map((name) => name.split("/")[0] ?? ""),
  );

describe("the users of the shipped systems", () => {
  it("have no mistake", () => {
    for (const system of Object.values(systems)) {
      const streams = declareSystem(system, deployment);
      assert.deepEqual(authProblems(specFor(system, guarded), streams), []);
    }
  });

  it("leave no stream without a user, and follow the table of observability-agent", () => {
    for (const { streams, users = {} } of Object.values(systems)) {
      const used = new Set(Object.values(users).flatMap(streamsOf));
      assert.deepEqual([...used].toSorted(), Object.keys(streams).toSorted());
    }
    const { streams, users = {} } = observabilityAgent;
    const agents = Object.keys(users).filter((name) => name.endsWith("-agent"));
    for (const [stream, { usedBy }] of Object.entries(streams)) {
      const named = usedBy.flatMap((name) =>
        name === "All agents" ? agents : [name.toLowerCase().replaceAll(" ", "-")],
      );
      // alerts come from monitoring systems, tasks from whom the answers go to
      const writers = { ALERTS: ["monitoring"], AGENT_TASKS: ["orchestrator"] }[stream] ?? [];
      const found = Object.entries(users).filter(([, user]) => streamsOf(user).includes(stream));
      assert.deepEqual(
        found.map(([name]) => name).toSorted(),
        [...new Set([...named, ...writers])].toSorted(),
        stream,
      );
    }
  });
});

describe("the users of observability-agent on a real server", () => {
  const spec = specFor(observabilityAgent, guarded);
  const streams = declareSystem(observabilityAgent, deployment);
  const auth = resolveAuth(spec.auth ?? {}, observabilityAgent.name);
  let server: TestServer;

  before(async () => {
    const accounts = mergeConf(accountsConf(auth, streams), { [includeKey]: null });
    const passwords = Object.fromEntries(passwordUsers(auth).map((user) => [user, `of ${user}`]));
    server = await startNatsServer({ config: `${authConf(passwords)}${renderConf(accounts)}` });
    await as("admin", async (connection) => {
      const manager = await connection.jetstreamManager();
      for (const { name, config } of streams) {
        await manager.streams.add({ ...streamToWire(name, config), name });
      }
    });
  });

  after(() => server.stop());

  const as = async <T>(user: string, use: (connection: NatsConnection) => Promise<T>) => {
    const login = { user, pass: `of ${user}`, reconnect: false };
    const connection = await connect({ servers: server.url, ...login });
    try {
      return await use(connection);
    } finally {
      await connection.close();
    }
  };

  /** Makes the user's own consumer and takes a message by it, as programs do. */
  const next = (user: string, stream: string, filter?: string): Promise<string | undefined> =>
    as(user, async (connection) => {
      const manager = await connection.jetstreamManager();
      await manager.consumers.add(stream, {
        durable_name: user,
        ack_policy: "explicit" as never,
        ...(filter !== undefined && { filter_subject: filter }),
      });
      const consumer = await connection.jetstream().consumers.get(stream, user);
      const message = await consumer.next({ expires: 2000 });
      assert.equal(await message?.ackAck(), true);
      return message?.string();
    });

  const publish = (user: string, subject: string, text: string) =>
    as(user, (connection) => connection.jetstream().publish(subject, text, { timeout: 1000 }));

  it("give an agent its task and the orchestrator the answer", async () => {
    await publish("orchestrator", "metric_agent", "look");
    assert.equal(await next("metric-agent", "AGENT_TASKS", "metric_agent"), "look");
    await publish("metric-agent", "orchestrator_response", "looked");
    assert.equal(await next("orchestrator", "RESPONSES"), "looked");
  });

  it("let an agent see whether its stream is there, and find the one of a subject", async () => {
    await as("log-agent", async (connection) => {
      const manager = await connection.jetstreamManager();
      assert.equal((await manager.streams.info("LOGS")).config.name, "LOGS");
      assert.equal(await manager.streams.find("logs"), "LOGS");
    });
  });

  it("fails for an agent that takes another's task, writes alerts, or removes a stream", async () => {
    const denied = /permission/i;
    await assert.rejects(
      as("metric-agent", async (connection) =>
        (await connection.jetstreamManager()).consumers.add("AGENT_TASKS", {
          durable_name: "log-agent",
        }),
      ),
      denied,
    );
    await assert.rejects(publish("metric-agent", "alerts", "no"), denied);
    await assert.rejects(
      as("metric-agent", async (connection) =>
        (await connection.jetstreamManager()).streams.delete("METRICS"),
      ),
      denied,
    );
  });
});
