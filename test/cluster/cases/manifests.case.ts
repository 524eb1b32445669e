import assert from "node:assert/strict";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi } from "../support/cluster";
import { type Manifest, refusal, renderedObjects, titleOf } from "../support/objects";
import { makeProgram, namespaceName, type Program } from "../support/program";

const shapes = ["development", "production", "manifold"] as const;
type Shape = (typeof shapes)[number];

const namespaces: Readonly<Record<Shape, string>> = {
  development: namespaceName("development"),
  production: namespaceName("production"),
  manifold: namespaceName("manifold"),
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
`;

/** Their definitions come with the Prometheus operator, which few clusters made for tests have. */
const needsOperator = ({ apiVersion }: Manifest): boolean =>
  apiVersion.startsWith("monitoring.coreos.com/");

describe("the objects of a NatsCluster", () => {
  let api: KubernetesApi;
  let program: Program;
  let objects: readonly Manifest[];

  before(async () => {
    api = clusterApi();
    program = await makeProgram(source);
    objects = await renderedObjects(program);
    // a dry run asks for the namespace itself
    for (const namespace of spaces()) await api.apply(namespace);
  });

  after(async () => {
    for (const namespace of spaces()) await api.delete(namespace, { propagation: "Background" });
    program.remove();
  });

  const spaces = (): readonly Manifest[] => objects.filter(({ kind }) => kind === "Namespace");

  const within = (shape: Shape): readonly Manifest[] =>
    objects.filter(({ metadata }) => (metadata.namespace ?? metadata.name) === namespaces[shape]);

  for (const shape of shapes) {
    it(`are taken by the API server, field by field: ${shape}`, async () => {
      const asked = within(shape).filter((object) => !needsOperator(object));
      const refusals = await Promise.all(asked.map((object) => refusal(api, object)));
      assert.deepEqual(
        refusals.filter((reason) => reason !== undefined),
        [],
      );
      const kinds = new Set(asked.map(({ kind }) => kind));
      for (const kind of ["Namespace", "StatefulSet", "Service", "ConfigMap", "NetworkPolicy"])
        assert.ok(kinds.has(kind), `no ${kind} among ${asked.map(titleOf).join(", ")}`);
    });
  }

  it("fails for a field that Kubernetes does not know, so a dry run proves something", async () => {
    const [account] = within("development").filter(({ kind }) => kind === "ServiceAccount");
    assert.ok(account);
    const wrong = { ...account, automountToken: false };
    assert.match((await refusal(api, wrong)) ?? "", /automountToken/);
  });
});
