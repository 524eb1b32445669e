import assert from "node:assert/strict";
import type { StreamInfo } from "nats";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists, removeNamespace } from "../support/cluster";
import { besideConsumer } from "../support/consumerExample";
import {
  makeClientNamespace,
  replacePod,
  restartedAgent,
  saidInPod,
  takeServersAway,
} from "../support/pod";
import { withNats } from "../support/portForward";
import { namespaceName } from "../support/program";
import { copyStack, type Stack } from "../support/stack";

const agent = { namespace: "observability", service: "observability-agent-nats", streams: 14 };
const fleet = { namespace: "swe-ai-fleet", service: "nats", streams: 5 };
const systems = [agent, fleet];
type System = (typeof systems)[number];

/** For a pod to end and another one to come. */
const patienceMillis = 120_000;

// of them one verification for each system
const resources = 50;
const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const firstPod = ({ service }: System): string => `${service}-0`;

/** One conversation in the protocol of NATS: publishes to a stream and reads from it through its consumer. */
const conversation = [
  'CONNECT {"verbose":false}',
  "SUB answers 1",
  "PUB planning.story.created answers 5",
  "hello",
  "PUB $JS.API.CONSUMER.MSG.NEXT.planning-events.planning-events-worker answers 0",
  "",
  "",
].join("\\r\\n");

describe("stack dev", () => {
  let api: KubernetesApi;
  let stack: Stack;
  const clients = namespaceName("clients");

  before(async () => {
    api = clusterApi();
    for (const { namespace } of systems) {
      const taken = await namespaceExists(api, namespace);
      assert.equal(
        taken,
        false,
        `the cluster has a namespace "${namespace}" already: name another`,
      );
    }
    stack = await copyStack("dev");
    await makeClientNamespace(api, clients);
  });

  after(async () => {
    // neither is there where the cluster was not fit for this
    const made = stack as Stack | undefined;
    await made?.pulumi(destroy);
    made?.remove();
    await removeNamespace(api, clients);
  });

  const streamsOf = (system: System): Promise<readonly StreamInfo[]> =>
    withNats(api, system.namespace, firstPod(system), async (connection) =>
      (await connection.jetstreamManager()).streams.list().next(),
    );

  const planningEvents = async (): Promise<StreamInfo> => {
    const found = (await streamsOf(fleet)).find(({ config }) => config.name === "planning-events");
    return found ?? assert.fail("there is no stream planning-events");
  };

  const assertNothingLeft = async (): Promise<void> => {
    assert.deepEqual(await stack.types(), []);
    for (const { namespace } of systems) {
      assert.equal(await namespaceExists(api, namespace), false, namespace);
    }
    const volumes = await api.list("/api/v1/persistentvolumes");
    const claims = volumes.map(({ spec }) => JSON.stringify(spec));
    assert.deepEqual(
      claims.filter((claim) => claim.includes(`"namespace":"${fleet.namespace}"`)),
      [],
    );
  };

  it("previews without a cluster, and says what it could not check", async () => {
    const { output } = await stack.succeed(["preview"], { KUBECONFIG: "/nonexistent" });
    assert.match(output, new RegExp(`\\+ ${resources} to create`));
    assert.match(output, /not checked: kubernetes: the kubeconfig cannot be read/);
    assert.match(output, /14 streams: 14 not compared with a server/);
  });

  it("previews with a cluster, and makes nothing", async () => {
    const { output } = await stack.succeed(["preview"]);
    assert.match(output, /not checked: .*there are no servers/);
    for (const { namespace } of systems) {
      assert.equal(await namespaceExists(api, namespace), false, namespace);
    }
  });

  it("deploys servers, streams and consumers of both systems at once", async () => {
    const { output } = await stack.succeed(up);
    assert.match(output, new RegExp(`\\+ ${resources} created`));
    // the keeper may have made a stream first, which is no news to anybody
    assert.doesNotMatch(output, /taken back/);
    const consumers: string[] = [];
    for (const system of systems) {
      const streams = await streamsOf(system);
      assert.equal(streams.length, system.streams);
      for (const { config, state } of streams)
        consumers.push(...Array<string>(state.consumer_count).fill(config.name));
    }
    assert.equal(consumers.length, 5, consumers.join(", "));
  });

  it("has nothing to change the second time", async () => {
    const { output } = await stack.succeed(["preview", "--expect-no-changes"]);
    assert.match(output, /14 streams: 14 unchanged/);
    assert.doesNotMatch(output, /^ *[~+-] /m);
    await stack.succeed([...up, "--expect-no-changes"]);
  });

  it("shows every stream to a pod that asks the monitoring port", async () => {
    for (const { namespace, service, streams } of systems) {
      const host = `${service}.${namespace}.svc.cluster.local`;
      const script = `wget -qO- 'http://${host}:8222/jsz?streams=true' && echo && echo done`;
      const said = await saidInPod(api, clients, script, /^done$/m);
      const { account_details: accounts } = JSON.parse(said.replace(/done\s*$/, "")) as {
        readonly account_details: readonly { readonly stream_detail: readonly unknown[] }[];
      };
      assert.equal(accounts.flatMap(({ stream_detail: all }) => all).length, streams);
    }
  });

  it("lets a pod publish and consume through the service's name", async () => {
    const host = `${fleet.service}.${fleet.namespace}.svc.cluster.local`;
    const script = `{ printf '${conversation}'; sleep 600; } | nc ${host} 4222`;
    const said = await saidInPod(api, clients, script, /^hello/m);
    assert.match(said, /"stream":"planning-events", ?"seq":1/);
  });

  it("lets an agent of another project start, as soon as its streams are there", async () => {
    await besideConsumer(stack, async () => {
      await withNats(api, fleet.namespace, firstPod(fleet), async (connection) => {
        await (await connection.jetstreamManager()).streams.delete("context-updates");
      });
      const waits = await restartedAgent(api, fleet.namespace);
      assert.match(await waits(/waiting/), /waiting for stream context-updates/);
      await stack.succeed([...up, "--refresh"]);
      assert.match(await waits(/all there/), /all there$/m);
    });
  });

  it("changes a stream in place, and keeps its messages", async () => {
    const { created } = await planningEvents();
    stack.edit(
      "systems/sweAiFleet.ts",
      'config: { subjects: ["planning.story.>"] }',
      'config: { subjects: ["planning.story.>"], maxAge: "10d" }',
    );
    // the stream, what tells other programs of it, and the verification
    const { output } = await stack.succeed(up);
    assert.match(output, new RegExp(`~ 3 updated\n *${resources - 3} unchanged`));
    const now = await planningEvents();
    assert.equal(now.config.max_age, 10 * 24 * 3600 * 1e9);
    assert.equal(now.created, created);
    assert.equal(now.state.messages, 1);
  });

  it("backs a stream up through its pod, and brings it back with messages and consumers", async () => {
    const { state } = await planningEvents();
    await stack.ops("backup", "planning-events", "--to", "backups/today");
    await withNats(api, fleet.namespace, firstPod(fleet), async (connection) =>
      (await connection.jetstreamManager()).streams.delete("planning-events"),
    );
    assert.match(await stack.ops("restore", "backups/today"), /restored, 1 message and 1 consumer/);
    const restored = await planningEvents();
    assert.deepEqual([restored.state.last_ts, restored.state.consumer_count], [state.last_ts, 1]);
    // all of its config is as declared
    await stack.succeed([...up, "--refresh", "--expect-no-changes"]);
  });

  it("makes a stream anew through its pod, and keeps the state true", async () => {
    const created = async (): Promise<string | undefined> => {
      const all = await streamsOf(fleet);
      return all.find(({ config }) => config.name === "agent-results")?.created;
    };
    const before = await created();
    const plan = await stack.ops("recreate", "agent-results", "--dry-run");
    assert.match(
      plan,
      /stream "agent-results": is deleted with 1 consumer, and created as declared/,
    );
    assert.equal(await created(), before);
    await stack.ops("recreate", "agent-results", "--yes");
    assert.notEqual(await created(), before);
    await stack.succeed([...up, "--expect-no-changes"]);
  });

  it("fails, with the differences, where a server is not as declared after a deployment", async () => {
    await withNats(api, fleet.namespace, firstPod(fleet), async (connection) => {
      const { streams } = await connection.jetstreamManager();
      await streams.update("agent-results", { max_age: 3600 * 1e9 });
      await streams.delete("context-updates");
    });
    stack.edit("systems/sweAiFleet.ts", 'maxAge: "10d" }', 'maxAge: "11d" }');
    const failed = await stack.pulumi(up);
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /swe-ai-fleet: 2 differences/);
    assert.match(failed.output, /stream "agent-results": maxAge is "1h", declared is "30d"/);
    assert.match(failed.output, /stream "context-updates": is not there/);
    const { output } = await stack.succeed([...up, "--refresh"]);
    assert.match(output, /~ 2 updated/);
    assert.equal((await planningEvents()).state.messages, 1);
    await stack.succeed([...up, "--expect-no-changes"]);
  });

  it("has memory streams back after their pod has gone, and finds those on disk as they were", async () => {
    await Promise.all(systems.map((one) => replacePod(api, one.namespace, firstPod(one))));
    await until(async () => {
      const found = await streamsOf(agent).catch(() => []);
      return found.length === agent.streams || undefined;
    }, patienceMillis);
    await stack.succeed([...up, "--refresh", "--expect-no-changes"]);
    assert.equal((await planningEvents()).state.messages, 1);
  });

  it("brings a whole system back after somebody deleted its namespace", async () => {
    await removeNamespace(api, agent.namespace);
    await stack.succeed([...up, "--refresh"]);
    assert.equal((await streamsOf(agent)).length, agent.streams);
    assert.equal((await planningEvents()).state.messages, 1);
  });

  it("destroys without leaving anything behind", async () => {
    await stack.succeed(destroy);
    await assertNothingLeft();
  });

  it("destroys as well where no server is left to ask", async () => {
    await stack.succeed(up);
    await Promise.all(
      systems.map(({ namespace, service }) => takeServersAway(api, namespace, service)),
    );
    const { output } = await stack.succeed(destroy);
    assert.doesNotMatch(output, /waiting for/);
    await assertNothingLeft();
  });
});
