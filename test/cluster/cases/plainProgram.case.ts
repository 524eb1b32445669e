import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists } from "../support/cluster";
import { withNats } from "../support/portForward";
import { makeProgram, namespaceName, type Program } from "../support/program";

const namespace = namespaceName("plain");

const source = `
import { StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { Namespace, Service } from "@pulumi/kubernetes/core/v1";
import { Command } from "@pulumi/command/local";

const space = new Namespace("space", { metadata: { name: "${namespace}" } });
const metadata = { name: "nats", namespace: space.metadata.name };
const labels = { app: "nats" };
const service = new Service("service", {
  metadata,
  spec: { clusterIP: "None", selector: labels, ports: [{ name: "nats", port: 4222 }] },
});
const container = {
  name: "nats",
  image: "nats:2.15.1",
  args: ["--jetstream", "--store_dir=/tmp/nats", "--http_port=8222"],
  readinessProbe: { httpGet: { path: "/healthz", port: 8222 }, periodSeconds: 1 },
};
const servers = new StatefulSet("servers", {
  metadata,
  spec: {
    serviceName: "nats",
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
}, { dependsOn: [service] });
const command = new Command("told", { create: "echo ready > told.txt; echo told" }, { dependsOn: [servers] });
export const said = command.stdout;
`;

describe("a program with @pulumi/kubernetes and @pulumi/command", () => {
  let api: KubernetesApi;
  let program: Program;

  before(async () => {
    api = clusterApi();
    program = await makeProgram(source);
  });

  after(async () => {
    await program.pulumi("destroy", "--yes");
    program.remove();
  });

  const told = (): boolean => existsSync(join(program.folder, "told.txt"));

  it("previews without making anything", async () => {
    const { output } = await program.succeed("preview");
    assert.match(output, /\+ 5 to create/);
    assert.equal(await namespaceExists(api, namespace), false);
    assert.equal(told(), false);
  });

  it("deploys, and waits until the server is ready before it runs the command", async () => {
    await program.succeed("up", "--yes", "--skip-preview");
    const { output } = await program.succeed("stack", "output", "said");
    assert.equal(output.trim(), "told");
    assert.equal(told(), true);
  });

  it("has nothing to change the second time", async () => {
    await program.succeed("up", "--yes", "--expect-no-changes");
  });

  it("serves JetStream through a port-forward", async () => {
    const received = await withNats(api, namespace, "nats-0", async (connection) => {
      const manager = await connection.jetstreamManager();
      await manager.streams.add({ name: "ORDERS", subjects: ["orders.*"] });
      await manager.consumers.add("ORDERS", { durable_name: "billing" });
      await connection.jetstream().publish("orders.new", "one");
      const consumer = await connection.jetstream().consumers.get("ORDERS", "billing");
      const message = await consumer.next({ expires: 5_000 });
      return message?.string();
    });
    assert.equal(received, "one");
  });

  it("destroys without leaving an object behind", async () => {
    await program.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(await namespaceExists(api, namespace), false);
  });
});
