import assert from "node:assert/strict";
import type { NatsConnection } from "nats";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists } from "../support/cluster";
import { forwardTo, withNats } from "../support/portForward";
import { makeProgram, namespaceName, type Program } from "../support/program";

const alone = namespaceName("alone");
const three = namespaceName("three");

const source = `
import { Provider } from "@pulumi/kubernetes";
import { NatsCluster } from "./components/cluster/natsCluster";
import { declared } from "./test/domain/cluster/fixtures";

const provider = new Provider("cluster", { enableConfigMapMutable: true, enableSecretMutable: true });
const memory = declared("ORDERS", { storage: "memory", maxBytes: "10MB" });
const file = declared("ORDERS", { storage: "file", replicas: 3, maxBytes: "10MB" });
// what is asked for by default would not fit beside other tests
const small = { cpuRequest: "10m" };
new NatsCluster("alone", {
  name: "nats", namespace: { name: "${alone}" }, streams: [memory], resources: small,
}, { providers: [provider] });
new NatsCluster("three", {
  name: "nats", namespace: { name: "${three}" }, servers: 3, streams: [file], resources: small,
  monitoring: { exporter: true },
}, { providers: [provider] });
`;

/** Publishes one message to a new stream. @returns what the stream says about itself */
async function tryStream(connection: NatsConnection, replicas: number) {
  const manager = await connection.jetstreamManager();
  const storage = replicas === 1 ? "memory" : "file";
  const config = { name: "TRIED", subjects: ["tried.*"], num_replicas: replicas };
  await manager.streams.add({ ...config, storage: storage as never });
  await connection.jetstream().publish("tried.new", "one");
  return manager.streams.info("TRIED");
}

/** @returns what the exporter of a pod tells Prometheus */
async function metricsOf(api: KubernetesApi, namespace: string, pod: string): Promise<string> {
  const forward = await forwardTo(api, namespace, pod, 7777);
  try {
    return await (await fetch(`http://127.0.0.1:${forward.port}/metrics`)).text();
  } finally {
    await forward.close();
  }
}

const trio = ["nats-0", "nats-1", "nats-2"];

describe("a NatsCluster", () => {
  let api: KubernetesApi;
  let program: Program;

  before(async () => {
    api = clusterApi();
    program = await makeProgram(source);
  });

  after(async () => {
    await program.pulumi("destroy", "--yes", "--skip-preview");
    program.remove();
  });

  it("previews without making anything", async () => {
    await program.succeed("preview");
    assert.equal(await namespaceExists(api, alone), false);
    assert.equal(await namespaceExists(api, three), false);
  });

  it("deploys, and waits until all servers are ready", async () => {
    await program.succeed("up", "--yes", "--skip-preview");
  });

  it("has nothing to change the second time", async () => {
    await program.succeed("up", "--yes", "--expect-no-changes");
  });

  it("of one server serves JetStream", async () => {
    const { state } = await withNats(api, alone, "nats-0", (it) => tryStream(it, 1));
    assert.equal(state.messages, 1);
  });

  it("of three servers elects leaders and keeps a stream on all of them", async () => {
    const { state, cluster } = await withNats(api, three, "nats-1", (it) => tryStream(it, 3));
    assert.equal(state.messages, 1);
    assert.match(cluster?.leader ?? "", /^nats-[012]$/);
    const members = [cluster?.leader, ...(cluster?.replicas ?? []).map(({ name }) => name)];
    assert.deepEqual(members.toSorted(), trio);
  });

  it("of three servers tells Prometheus of each, and of the one that leads", async () => {
    const leads = async (pod: string): Promise<string | undefined> => {
      const metrics = await metricsOf(api, three, pod).catch(() => "");
      return /^nats_server_total_streams\{.*is_meta_leader="(\w+)"/m.exec(metrics)?.[1];
    };
    for (const pod of trio) await until(() => leads(pod), 60_000);
    assert.deepEqual((await Promise.all(trio.map(leads))).toSorted(), ["false", "false", "true"]);
  });

  it("destroys without leaving a namespace behind", async () => {
    await program.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(await namespaceExists(api, alone), false);
    assert.equal(await namespaceExists(api, three), false);
  });
});
