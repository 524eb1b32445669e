import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readServers } from "../../targets/runningServers";
import { listeningHttp, type Port } from "../support/ports";
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
  let folder: string;
  let api: Port;
  let answers: Readonly<Record<string, object | undefined>>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-kube-"));
    api = await listeningHttp(({ url = "" }, response) => {
      const answer = answers[url.split("?")[0] ?? ""];
      response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { kind: "Status", code: 404 }));
    });
    const address = { server: `http://127.0.0.1:${api.port}`, "insecure-skip-tls-verify": true };
    const cluster = { name: "fake", cluster: address };
    const context = { name: "fake", context: { cluster: "fake", user: "nobody" } };
    const users = [{ name: "nobody", user: {} }];
    const config = { clusters: [cluster], contexts: [context], users, "current-context": "fake" };
    writeFileSync(join(folder, "config"), JSON.stringify(config));
  });

  after(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  const kubeconfig = (): string => join(folder, "config");
  const core = "/api/v1/namespaces/shop";

  it("have their number, what never changes of them, and their claims", async () => {
    answers = {
      "/apis/apps/v1/namespaces/shop/statefulsets/nats": set,
      [`${core}/persistentvolumeclaims`]: { items: claims },
    };
    assert.deepEqual(await readServers(place, { kubeconfig: kubeconfig() }), {
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
    answers = { [`${core}/persistentvolumeclaims`]: { items: [] } };
    assert.equal(await readServers(place, { kubeconfig: kubeconfig() }), "none");
    answers = {};
    await assert.rejects(readServers(place, { kubeconfig: kubeconfig() }), {
      name: "NoPods",
      message: /servers and claims of namespace "shop" cannot be read/,
    });
  });

  it("fail at once where the kubeconfig is at fault, instead of being waited for", async () => {
    const { stream } = await providersFor("", { "nats-stack:kubeconfig": join(folder, "none") });
    const target = { target: "kubernetes:elsewhere/nats" };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await assert.rejects(stream.delete("ORDERS", { ...inputs, ...loader }), {
      message: /the kubeconfig cannot be read/,
    });
  });

  it("need not be asked to delete a stream once they are gone for good", async () => {
    answers = { [`${core}/pods`]: { items: [] } };
    const { stream } = await providersFor("", { "nats-stack:kubeconfig": kubeconfig() });
    const target = { target: "kubernetes:shop/nats" };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await stream.delete("ORDERS", { ...inputs, ...loader });
    assert.deepEqual(await stream.read("ORDERS", { ...inputs, ...loader }), {});
  });
});
