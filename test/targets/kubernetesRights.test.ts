import assert from "node:assert/strict";
import { type FakeKubernetes, fakeKubernetes } from "../support/fakeKubernetes";
import { loader, providersFor, streamInputs } from "../support/provider";

const ready = {
  metadata: { name: "nats-0" },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

describe("whoever lacks a right on Kubernetes", () => {
  let api: FakeKubernetes;

  before(async () => {
    api = await fakeKubernetes((path) => ({
      code: 403,
      message: `${path} is forbidden: User "nobody" cannot list resource "pods"`,
    }));
  });

  after(() => api.close());

  async function created(namespace: string): Promise<void> {
    const { stream } = await providersFor("", { "nats-stack:kubeconfig": api.kubeconfig });
    const target = { target: `kubernetes:${namespace}/nats` };
    const inputs = await streamInputs(stream, "ORDERS", { subjects: ["orders"] }, target);
    await stream.create({ ...inputs, ...loader });
  }

  it("is told at once what he may not ask, in the API's words", async () => {
    api.answer({});
    await assert.rejects(created("unseen"), {
      message:
        /pods of namespace "unseen" cannot be listed: .*User "nobody" cannot list resource "pods"/,
    });
  });

  it("is told which right it takes to reach a server through a pod", async () => {
    api.answer({ "/api/v1/namespaces/seen/pods": { items: [ready] } });
    await assert.rejects(created("seen"), {
      message: /ports of pods in namespace "seen" cannot be forwarded: .*"pods\/portforward"/,
    });
  });
});
