import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { NatsCluster } from "../../components/cluster/natsCluster";
import {
  development,
  developmentStreams,
  production,
  productionStreams,
  small,
} from "../domain/cluster/fixtures";
import { matchesGolden } from "../support/golden";
import {
  recordRegistrations,
  type Registration,
  registrations,
  withoutSecrets,
} from "../support/mocks";

describe("the cluster component", () => {
  let registered: Registration[];

  before(() => {
    registered = recordRegistrations("golden");
  });

  beforeEach(() => {
    registered.length = 0;
  });

  const passwords = { admin: "a secret", planner: "another", system: "a third" };

  it("registers one server with memory streams as reviewed", async () => {
    new NatsCluster("observability-agent", { ...development, streams: developmentStreams });
    matchesGolden("cluster-development.json", shown(await registrations(registered, 11)));
    assert.equal(registered.length, 11);
  });

  it("registers three servers with TLS, users and monitoring as reviewed", async () => {
    new NatsCluster("swe-ai-fleet", { ...production, streams: productionStreams, passwords });
    const all = await registrations(registered, 18);
    matchesGolden("cluster-production.json", shown(all));
    assert.equal(registered.length, 18);
  });

  it("hands passwords on as secrets, and nothing of them in clear", async () => {
    new NatsCluster("swe-ai-fleet", { ...production, streams: productionStreams, passwords });
    const all = await registrations(registered, 18);
    const text = JSON.stringify(withoutSecrets(all));
    for (const password of Object.values(passwords)) assert.ok(!text.includes(password));
    const auth = all.find(({ name }) => name === "swe-ai-fleet-auth");
    assert.match(
      JSON.stringify(auth?.inputs["stringData"]),
      /password_admin: \\"a secret\\"\\npassword_planner: \\"another\\"/,
    );
  });

  it("tells what others need of it", async () => {
    const cluster = new NatsCluster("swe-ai-fleet", {
      ...production,
      streams: productionStreams,
      passwords,
    });
    assert.equal(cluster.url, "tls://nats.swe-ai-fleet.svc.cluster.local:4222");
    assert.equal(cluster.monitoringUrl, "http://nats.swe-ai-fleet.svc.cluster.local:8222");
    assert.deepEqual(cluster.credentials, {
      admin: "nats-user-admin",
      planner: "nats-user-planner",
      system: "nats-user-system",
    });
    await registrations(registered, 18);
  });

  it("has cert-manager make certificates for all names, of clients and of routes", async () => {
    const certificate = { issuer: "company" };
    const tls = { secret: "nats-tls", routes: { secret: "routes-tls" }, certificate };
    new NatsCluster("shop", { ...small, servers: 3, tls, streams: [] });
    const all = await registrations(registered, 12);
    const made = all.filter(({ type }) => type === "kubernetes:cert-manager.io/v1:Certificate");
    assert.deepEqual(
      made.map(({ name }) => name),
      ["shop-certificate", "shop-routes-certificate"],
    );
    assert.deepEqual(made[1]?.inputs["spec"], {
      secretName: "routes-tls",
      dnsNames: [
        ...["nats", "nats.shop", "nats.shop.svc", "nats.shop.svc.cluster.local"],
        ...["*.nats-headless", "*.nats-headless.shop.svc.cluster.local", "localhost"],
      ],
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "company" },
    });
  });

  it("leaves a namespace alone that is somebody else's", async () => {
    new NatsCluster("shop", { ...small, namespace: { name: "shop", create: false }, streams: [] });
    const all = await registrations(registered, 9);
    assert.ok(!all.some(({ type }) => type.endsWith(":Namespace")));
    assert.equal(registered.length, 9);
  });

  it("merges a change into one child and hands another to a function", async () => {
    new NatsCluster("shop", {
      ...small,
      streams: [],
      transform: {
        service: { spec: { type: "LoadBalancer" }, metadata: { annotations: { a: "b" } } },
        statefulSet: (args) => ({ ...args, metadata: { name: "other" } }),
      },
    });
    const all = await registrations(registered, 10);
    const inputs = (name: string) => all.find((one) => one.name === name)?.inputs ?? {};
    const service = inputs("shop-service");
    assert.deepEqual(inputs("shop")["metadata"], { name: "other" });
    assert.equal((service["spec"] as { type: string }).type, "LoadBalancer");
    assert.equal((service["spec"] as { ports: unknown[] }).ports.length, 2);
    assert.deepEqual((service["metadata"] as { annotations: unknown }).annotations, { a: "b" });
    assert.equal((service["metadata"] as { name: string }).name, "nats");
  });

  it("rolls the pods for new passwords where nothing reloads", async () => {
    new NatsCluster("shop", {
      ...small,
      streams: [],
      auth: {},
      reload: "restart",
      passwords: { admin: "a" },
      transform: { authSecret: { metadata: { resourceVersion: "42" } } },
    });
    const all = await registrations(registered, 12);
    const pods = JSON.stringify(all.find(({ name }) => name === "shop")?.inputs["spec"]);
    assert.match(pods, /"nats-stack\/auth":"42"/);
    assert.ok(!pods.includes('"name":"reloader"'));
  });

  it("fails with every mistake at once, and registers no child", () => {
    const spec = { ...small, servers: 2 as 3, resources: { memory: "1 GB" as "1GB" }, auth: {} };
    assert.throws(
      () => new NatsCluster("shop", { ...spec, streams: [] }),
      (error: pulumi.InputPropertiesError) => {
        assert.deepEqual(
          error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`),
          [
            'cluster "nats": servers: got 2; allowed are 1, 3 and 5',
            'cluster "nats": resources.memory: got "1 GB"; write digits and one unit (B, kB, MB, GB, TB, or KiB, MiB, GiB, TiB), without sign or fraction, such as "512KiB", "100MB" or "1GiB"; did you mean "1GB"?',
            'cluster "nats": passwords "admin": not set; give it as a secret of the stack\'s configuration, or give the user an nkey',
          ],
        );
        return true;
      },
    );
    assert.deepEqual(
      registered.filter(({ type }) => type !== "nats:index:NatsCluster"),
      [],
    );
  });

  it("loads no more of the Kubernetes SDK than it registers", async () => {
    new NatsCluster("shop", { ...small, streams: [] });
    await registrations(registered, 10);
    const loaded = Object.keys(require.cache).filter((file) =>
      /@pulumi\/kubernetes\/(index|helm|yaml|kustomize)(\/|\.js)/.test(file),
    );
    assert.deepEqual(loaded, []);
  });
});

const shown = (all: readonly Registration[]): string =>
  JSON.stringify(withoutSecrets(all), undefined, 2);
