import assert from "node:assert/strict";
import { readServers } from "../../targets/runningServers";
import { type FakeKubernetes, fakeKubernetes } from "../support/fakeKubernetes";
import { loader, providersFor, streamInputs } from "../support/provider";

const place = { namespace: "shop", service: "nats" };

const set = {
  spec: {
    replicas: 3,
    serviceName: "nats-headless",
    podManagementPolicy: "Parallel",
    selector: { matchLabels: { app: "nats" } },
    template: {},
    volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "10Gi" } } } }],
  },
};

const claims = [
  { metadata: { name: "nats-js-nats-0" }, status: { capacity: { storage: "20Gi" } } },
  { metadata: { name: "nats-js-nats-1" }, spec: { resources: { requests: { storage: "1G" } } } },
];

describe("servers as a Kubernetes API tells them", () => {
  let api: FakeKubernetes;

  before(async () => {
    api = await fakeKubernetes(() => ({ code: 404 }));
  });

  after(() => api.close());

  const core = "/api/v1/namespaces/shop";

  it("have their number, what never changes of them, and their claims", async () => {
    api.answer({
      "/apis/apps/v1/namespaces/shop/statefulsets/nats": set,
      [`${core}/persistentvolumeclaims`]: { items: claims },
    });
    assert.deepEqual(await readServers(place, { kubeconfig: api.kubeconfig }), {
      servers: 3,
      serviceName: "nats-headless",
      podManagementPolicy: "Parallel",
      selector: { app: "nats" },
      claimTemplate: { bytes: 10 * 1024 ** 3 },
      claims: [
        { name: "nats-js-nats-0", bytes: 20 * 1024 ** 3 },
        { name: "nats-js-nats-1", bytes: 1e9 },
      ],
    });
  });

  it("are none only where it says so", async () => {
    api.answer({ [`${core}/persistentvolumeclaims`]: { items: [] } });
    assert.equal(await readServers(place, { kubeconfig: api.kubeconfig }), "none");
    api.answer({});
    await assert.rejects(readServers(place, { kubeconfig: api.kubeconfig }), {
      name: "NoPods",
      message: /servers and claims of namespace "shop" cannot be read/,
    });
  });

  it("fail at once where the kubeconfig is at fault, instead of being waited for", async () => {
    const { stream } = await providersFor("", {
      "nats-stack:kubeconfig": `${api.kubeconfig}-none`,
    });
    const target = { target: "kubernetes:elsewhere/nats" };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await assert.rejects(stream.delete("ORDERS", { ...inputs, ...loader }), {
      message: /the kubeconfig cannot be read/,
    });
  });

  it("need not be asked to delete a stream once they are gone for good", async () => {
    api.answer({ [`${core}/pods`]: { items: [] } });
    const { stream } = await providersFor("", { "nats-stack:kubeconfig": api.kubeconfig });
    const target = { target: "kubernetes:shop/nats" };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await stream.delete("ORDERS", { ...inputs, ...loader });
    assert.deepEqual(await stream.read("ORDERS", { ...inputs, ...loader }), {});
  });
});
