import assert from "node:assert/strict";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi } from "../support/cluster";
import { defineKinds } from "../support/definitions";
import {
  goldenObjects,
  type Manifest,
  movedTo,
  refusal,
  renderedObjects,
  titleOf,
} from "../support/objects";
import { makeProgram, namespaceName, type Program } from "../support/program";

const shapes = ["development", "production", "manifold", "certified"] as const;
type Shape = (typeof shapes)[number];

const namespaces: Readonly<Record<Shape, string>> = {
  development: namespaceName("development"),
  production: namespaceName("production"),
  manifold: namespaceName("manifold"),
  certified: namespaceName("certified"),
};

const source = `
import { Provider } from "@pulumi/kubernetes";
import { NatsCluster } from "./components/cluster/natsCluster";
import * as shapes from "./test/domain/cluster/fixtures";

const provider = new Provider("cluster", { enableConfigMapMutable: true, enableSecretMutable: true });
const passwords = { admin: "a-password", system: "another", planner: "a third" };
const namespaces = ${JSON.stringify(namespaces)};
const make = (name, spec, streams, more = {}) =>
  new NatsCluster(name, {
    ...spec, ...more, streams, namespace: { ...spec.namespace, name: namespaces[name] },
  }, { providers: [provider] });

make("development", shapes.development, shapes.developmentStreams);
make("production", shapes.production, shapes.productionStreams, { passwords });
make("manifold", shapes.manifold, []);
make("certified", shapes.small, [], { tls: { secret: "tls", certificate: { issuer: "us" } } });
`;

const always = ["Namespace", "StatefulSet", "Service", "ConfigMap", "NetworkPolicy"];
const also: Readonly<Record<Shape, readonly string[]>> = {
  development: [],
  production: ["Secret", "PodMonitor", "PrometheusRule", "PodDisruptionBudget"],
  manifold: ["PodDisruptionBudget"],
  certified: ["Certificate"],
};

/** Stacks of this project, with what their golden file has for two systems. */
const stacks = { dev: 18, prod: 34 } as const;

describe("the objects of a NatsCluster", () => {
  let api: KubernetesApi;
  let program: Program;
  let objects: readonly Manifest[] = [];
  let forgetKinds = (): Promise<void> => Promise.resolve();
  const stacksNamespace = namespaceName("stacks");

  before(async () => {
    api = clusterApi();
    forgetKinds = await defineKinds(api);
    program = await makeProgram(source);
    objects = await renderedObjects(program);
    // a dry run asks for the namespace itself
    for (const namespace of spaces()) await api.apply(namespace);
  });

  after(async () => {
    for (const namespace of spaces()) await api.delete(namespace, { propagation: "Background" });
    await forgetKinds();
    // not there where the cluster was not fit for this
    (program as Program | undefined)?.remove();
  });

  const spaces = (): readonly Manifest[] => [
    ...objects.filter(({ kind }) => kind === "Namespace"),
    { apiVersion: "v1", kind: "Namespace", metadata: { name: stacksNamespace } },
  ];

  const within = (shape: Shape): readonly Manifest[] =>
    objects.filter(({ metadata }) => (metadata.namespace ?? metadata.name) === namespaces[shape]);

  async function assertTaken(asked: readonly Manifest[], kinds: readonly string[]): Promise<void> {
    const refusals = await Promise.all(asked.map((object) => refusal(api, object)));
    assert.deepEqual(
      refusals.filter((reason) => reason !== undefined),
      [],
    );
    const found = new Set(asked.map(({ kind }) => kind));
    for (const kind of kinds)
      assert.ok(found.has(kind), `no ${kind} among ${asked.map(titleOf).join(", ")}`);
  }

  for (const shape of shapes) {
    it(`are taken by the API server, field by field: ${shape}`, async () => {
      await assertTaken(within(shape), [...always, ...also[shape]]);
    });
  }

  for (const [stack, count] of Object.entries(stacks)) {
    it(`are taken by the API server, field by field: stack ${stack} as reviewed`, async () => {
      const golden = goldenObjects(`${stack}.json`);
      assert.equal(golden.length, count);
      const moved = golden.map((object) => movedTo(stacksNamespace, object));
      await assertTaken(moved, [...always, "PodDisruptionBudget"]);
    });
  }

  it("fail for a field that Kubernetes does not know, so a dry run proves something", async () => {
    const fails = async (kind: string, more: object, reason: RegExp): Promise<void> => {
      const object = [...within("production"), ...within("certified")].find(
        (one) => one.kind === kind,
      );
      assert.ok(object);
      assert.match((await refusal(api, { ...object, ...more })) ?? "", reason);
    };
    await fails("ServiceAccount", { automountToken: false }, /automountToken/);
    await fails("PodMonitor", { spec: { selector: {}, podMetricEndpoints: [] } }, /podMetricEnd/);
    const rules = [{ alert: "A", expr: "1", for: "5 minutes" }];
    await fails("PrometheusRule", { spec: { groups: [{ name: "g", rules }] } }, /for/);
    await fails("Certificate", { spec: { secretName: "tls" } }, /issuerRef/);
  });
});
