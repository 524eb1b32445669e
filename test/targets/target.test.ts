import assert from "node:assert/strict";
import { addressOf, resolveTarget } from "../../targets/target";

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

  const fleet = "kubernetes:swe-ai-fleet/nats";
  const on = (target: string, config: Readonly<Record<string, string>>) =>
    resolveTarget(target, (key) => config[key]);
  const passwords = JSON.stringify({
    "swe-ai-fleet": { admin: "hush" },
    "observability-agent": { admin: "hush too" },
  });

  it("connects as the admin of the system's servers, where they ask who somebody is", async () => {
    const target = await on(fleet, { cluster: '{"auth":{}}', passwords });
    assert.equal(target.url, "nats://nats.swe-ai-fleet.svc:4222");
    assert.deepEqual(target.auth, { kind: "user", user: "admin", password: "hush" });
    const other = await on("kubernetes:observability/observability-agent-nats", {
      cluster: '{"auth":{}}',
      passwords,
    });
    assert.deepEqual(other.auth, { kind: "user", user: "admin", password: "hush too" });
    assert.equal((await on(fleet, { passwords })).auth, undefined);
  });

  it("connects with the admin's nkey, whose seed stands for one system or for all", async () => {
    const nkey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
    const cluster = JSON.stringify({ auth: { admin: { nkey } } });
    const own = await on(fleet, { cluster, passwords: '{"swe-ai-fleet":{"admin":"SUA"}}' });
    assert.deepEqual(own.auth, { kind: "nkey", seed: "SUA" });
    const shared = await on(fleet, { cluster, nkeySeed: "SUB" });
    assert.deepEqual(shared.auth, { kind: "nkey", seed: "SUB" });
  });

  it("connects with credentials where a resolver of JWTs decides", async () => {
    const cluster = JSON.stringify({ raw: { operator: "ey", resolver: "MEMORY" } });
    const { auth } = await on(fleet, { cluster, creds: "the credentials" });
    assert.deepEqual(auth, { kind: "creds", creds: "the credentials" });
  });

  it("fails without the admin's password, and never tells one that was written in another form", async () => {
    for (const written of ["hush", '{"admin":"hush"}', '{"swe-ai-fleet":"hush"}']) {
      await assert.rejects(on(fleet, { cluster: '{"auth":{}}', passwords: written }), {
        message:
          "nats-stack:passwords.swe-ai-fleet.admin: not set, and the servers in namespace \"swe-ai-fleet\" ask for it; run pulumi config set --secret --path 'nats-stack:passwords.swe-ai-fleet.admin'",
      });
    }
  });

  it("tells other projects where credentials and authority are kept", () => {
    const cluster = JSON.stringify({
      tls: { secret: "nats-tls", keys: { ca: "root.pem" } },
      auth: { users: { agents: { nkey: "U" } } },
    });
    const address = addressOf(fleet, (key) => ({ cluster })[key], "2.15.1");
    assert.deepEqual(address, {
      url: "tls://nats.swe-ai-fleet.svc.cluster.local:4222",
      monitoringUrl: "http://nats.swe-ai-fleet.svc.cluster.local:8222",
      version: "2.15.1",
      credentials: "Secrets swe-ai-fleet/nats-user-<user>",
      users: { agents: { nkey: "U" }, microservices: { secret: "nats-user-microservices" } },
      authority: { secret: "nats-tls", key: "root.pem" },
    });
  });

  it("tells other projects which servers are deployed, and not which there were before", () => {
    const told = (cluster: object, live?: string) =>
      addressOf(fleet, (key) => ({ cluster: JSON.stringify(cluster) })[key], live).version;
    assert.equal(told({}), "2.15.1");
    assert.equal(told({ version: "2.14.6" }, "2.12.8"), "2.14.6");
    // nobody knows what is in it before it runs
    assert.equal(told({ images: { server: "company/nats:7" } }), undefined);
    assert.equal(told({ images: { server: "company/nats:7" } }, "2.12.8"), "2.12.8");
  });

  it("finds a server by the name that the stack gives it, with the credentials of all", async () => {
    const servers = JSON.stringify({ west: { url: "nats://west:4222", systems: [] } });
    const config = { url: "nats://hub:4222", servers, user: "u", password: "hush" };
    const target = await on("url:west", config);
    assert.equal(target.url, "nats://west:4222");
    assert.deepEqual(target.auth, { kind: "user", user: "u", password: "hush" });
    assert.equal(addressOf("url:west", (key) => ({ servers })[key], undefined).url, target.url);
    await assert.rejects(on("url:east", config), {
      message:
        'nats-stack:servers.east: not set; the target "url:east" needs the address of that server; named are west',
    });
  });

  it("fails for a name that is none, telling those that are", async () => {
    await assert.rejects(
      resolveTarget("nowhere", () => undefined),
      {
        message:
          'target: got "nowhere"; allowed are "local", "url", "url:server" and "kubernetes:namespace/service"',
      },
    );
  });
});
