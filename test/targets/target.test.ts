import assert from "node:assert/strict";
import { resolveTarget } from "../../targets/target";

describe("the target of a resource", () => {
  let host: string | undefined;

  // as in a pod: the service is reached directly, so that no cluster is needed here
  before(() => {
    host = process.env["KUBERNETES_SERVICE_HOST"];
    process.env["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
  });

  after(() => {
    if (host === undefined) delete process.env["KUBERNETES_SERVICE_HOST"];
    else process.env["KUBERNETES_SERVICE_HOST"] = host;
  });

  const onKubernetes = (config: Readonly<Record<string, string>>) =>
    resolveTarget("kubernetes:shop/nats", (key) => config[key]);

  it("connects as the admin of the servers that ask who somebody is", async () => {
    const target = await onKubernetes({ cluster: '{"auth":{}}', passwords: '{"admin":"hush"}' });
    assert.equal(target.url, "nats://nats.shop.svc:4222");
    assert.deepEqual(target.auth, { kind: "user", user: "admin", password: "hush" });
  });

  it("never tells passwords that were written in another form than an object", async () => {
    const target = await onKubernetes({ cluster: '{"auth":{}}', passwords: "hush" });
    assert.equal(target.auth, undefined);
  });

  it("fails for a name that is none, telling those that are", async () => {
    await assert.rejects(
      resolveTarget("nowhere", () => undefined),
      {
        message:
          'target: got "nowhere"; allowed are "local", "url" and "kubernetes:namespace/service"',
      },
    );
  });
});
