import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listeningHttp, type Port } from "../support/ports";
import { loader, providersFor, streamInputs } from "../support/provider";

const ready = {
  metadata: { name: "nats-0" },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

describe("whoever lacks a right on Kubernetes", () => {
  let folder: string;
  let api: Port;
  let answers: Readonly<Record<string, object | undefined>>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-kube-"));
    api = await listeningHttp(({ url = "" }, response) => {
      const path = url.split("?")[0] ?? "";
      const answer = answers[path];
      const message = `${path} is forbidden: User "nobody" cannot list resource "pods"`;
      response.writeHead(answer ? 200 : 403, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { kind: "Status", code: 403, message }));
    });
    const address = { server: `http://127.0.0.1:${api.port}`, "insecure-skip-tls-verify": true };
    const config = {
      clusters: [{ name: "fake", cluster: address }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "nobody" } }],
      users: [{ name: "nobody", user: {} }],
      "current-context": "fake",
    };
    writeFileSync(join(folder, "config"), JSON.stringify(config));
  });

  after(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  async function created(namespace: string): Promise<void> {
    const { stream } = await providersFor("", { "nats-stack:kubeconfig": join(folder, "config") });
    const target = { target: `kubernetes:${namespace}/nats` };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await stream.create({ ...inputs, ...loader });
  }

  it("is told at once what he may not ask, in the API's words", async () => {
    answers = {};
    await assert.rejects(created("unseen"), {
      message:
        /pods of namespace "unseen" cannot be listed: .*User "nobody" cannot list resource "pods"/,
    });
  });

  it("is told which right it takes to reach a server through a pod", async () => {
    answers = { "/api/v1/namespaces/seen/pods": { items: [ready] } };
    await assert.rejects(created("seen"), {
      message: /ports of pods in namespace "seen" cannot be forwarded: .*"pods\/portforward"/,
    });
  });
});
