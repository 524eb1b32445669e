import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusterError } from "./cluster";
import { givenCluster } from "./given";

const config = {
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "home", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "me", user: {} }],
  contexts: [{ name: "playground", context: { cluster: "home", user: "me" } }],
  "current-context": "playground",
};

describe("a given cluster", () => {
  let folder: string;
  let kubeconfig: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-given-"));
    kubeconfig = join(folder, "config");
    writeFileSync(kubeconfig, JSON.stringify(config));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const given = (context: string, file = kubeconfig) =>
    givenCluster({ KUBECONFIG: file, NATS_STACK_TEST_CONTEXT: context });

  it("is taken only where its context is named", () => {
    assert.equal(givenCluster({ KUBECONFIG: kubeconfig }), undefined);
    assert.equal(given("playground")?.kind, "given");
  });

  it("fails for a context that is not there, naming those that are", () => {
    assert.throws(
      () => given("production"),
      (error) => error instanceof ClusterError && /"production".*"playground"/.test(error.message),
    );
  });

  it("fails for a file that is not there", () => {
    assert.throws(() => given("playground", join(folder, "nowhere")), ClusterError);
  });
});
