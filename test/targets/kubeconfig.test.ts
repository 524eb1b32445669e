import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeClient, NoPods } from "../../targets/kube";

describe("the kubeconfig", () => {
  const { HOME, KUBECONFIG } = process.env;
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-home-"));
    process.env["HOME"] = folder;
    delete process.env["KUBECONFIG"];
  });
  after(() => {
    Object.assign(process.env, { HOME }, KUBECONFIG === undefined ? {} : { KUBECONFIG });
    rmSync(folder, { recursive: true });
  });

  it("fails in words where there is none, with the setting that names one", async () => {
    await assert.rejects(kubeClient({}), (error) => {
      assert.ok(error instanceof NoPods && error.misconfigured);
      assert.match(error.message, /^kubernetes: there is no kubeconfig, .*nats-stack:kubeconfig$/);
      return true;
    });
  });
});
