import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listeningHttp } from "./ports";

/** A mock of a Kubernetes API: it answers what a test says, whoever asks. */
export interface FakeKubernetes {
  /** Path of the kubeconfig that leads to it. */
  readonly kubeconfig: string;
  /** What it answers from now on, by path without query. */
  answer(answers: Readonly<Record<string, object | undefined>>): void;
  close(): Promise<void>;
}

/** @param otherwise the body for a path without an answer: a Status with its code */
export async function fakeKubernetes(
  otherwise: (path: string) => { readonly code: number; readonly message?: string },
): Promise<FakeKubernetes> {
  let answers: Readonly<Record<string, object | undefined>> = {};
  const folder = mkdtempSync(join(tmpdir(), "nats-stack-kube-"));
  const api = await listeningHttp(({ url = "" }, response) => {
    const path = url.split("?")[0] ?? "";
    const answer = answers[path];
    const status = { kind: "Status", ...otherwise(path) };
    response.writeHead(answer ? 200 : status.code, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? status));
  });
  const address = { server: `http://127.0.0.1:${api.port}`, "insecure-skip-tls-verify": true };
  const config = {
    clusters: [{ name: "fake", cluster: address }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "nobody" } }],
    users: [{ name: "nobody", user: {} }],
    "current-context": "fake",
  };
  const kubeconfig = join(folder, "config");
  writeFileSync(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    answer: (given) => {
      answers = given;
    },
    close: async () => {
      await api.close();
      rmSync(folder, { recursive: true });
    },
  };
}
