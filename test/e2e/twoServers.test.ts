import assert from "node:assert/strict";
import { consumersOn, managing, messagesOn, streamOn, streamsOf } from "../support/liveServer";
import { type JoinedServers, startJoinedServers } from "../support/joinedServers";
import { assertDone } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { copyProject, type Project, type Result } from "../support/project";
import { sampleSystem, type SampleStream } from "../support/sampleSystem";
import { until } from "../support/until";

/** A copy of a stream of the other server, under the same name. */
const copyOf = (name: string): SampleStream => ({
  config: {
    subjects: undefined,
    mirror: { name, external: { api: "$JS.hub.API" } },
    mirrorDirect: true,
  },
  consumers: { reader: { ackPolicy: "explicit" } },
});

describe("one stack on two servers that are joined by a leaf node", function () {
  this.timeout(120_000);
  let servers: JoinedServers;
  let project: Project;

  before(async () => {
    servers = await startJoinedServers();
    project = copyProject();
    project.configure({
      target: "url",
      url: servers.hub.url,
      servers: { west: { url: servers.west.url, systems: ["shop-west"] } },
    });
    await project.pulumi(["stack", "init", "test"]);
  });

  after(async () => {
    project.remove();
    await servers.stop();
  });

  const declare = (hub: Readonly<Record<string, SampleStream>>, more: SampleStream = {}): void => {
    const west = { ORDERS: { ...copyOf("ORDERS"), ...more } };
    project.declare(sampleSystem(west, "shop-west"), sampleSystem(hub, "shop"));
  };
  const up = (...more: readonly string[]): Promise<Result> =>
    project.pulumi(["up", "--yes", "--skip-preview", ...more]);

  it("deploys origin and mirror by one run, a plan for each server", async () => {
    declare({ ORDERS: {} });
    assertDone(
      await up(),
      "plan for url: 1 stream: 1 to create",
      "plan for url:west: 1 stream: 1 to create; 1 consumer: 1 to create",
      "+ 6 created",
    );
    assert.deepEqual(Object.keys(await streamsOf(servers.hub.url)), ["ORDERS"]);
    const { config } = await streamOn(servers.west.url, "ORDERS");
    assert.equal(config.mirror?.external?.api, "$JS.hub.API");
    assert.deepEqual(Object.keys(await consumersOn(servers.west.url, "ORDERS")), ["reader"]);
  });

  it("has every message of the origin in the mirror", async () => {
    await publishPlainly(servers.hub.url, ["orders", "orders", "orders"]);
    await until(
      async () => (await messagesOn(servers.west.url))["ORDERS"] === 3 || undefined,
      60_000,
    );
    assert.deepEqual(await messagesOn(servers.hub.url), { ORDERS: 3 });
  });

  it("finds nothing to do the second time", async () => {
    assertDone(await up("--expect-no-changes", "--refresh"), "6 unchanged");
  });

  it("tells other projects where each of them is", async () => {
    const { output } = await project.pulumi(["stack", "output", "--json"]);
    const outputs = JSON.parse(output) as Readonly<Record<string, { readonly url: string }>>;
    assert.equal(outputs["shop"]?.url, servers.hub.url);
    assert.equal(outputs["shop-west"]?.url, servers.west.url);
  });

  it("finds what was changed by hand on one, and changes each on its own", async () => {
    await managing(servers.west.url, ({ streams }) => streams.update("ORDERS", { max_msgs: 1000 }));
    const verified = await project.ops("verify");
    assert.equal(verified.code, 1, verified.output);
    assert.match(verified.output, /shop: as declared/);
    assert.match(verified.output, /shop-west: 1 difference/);
    declare({ ORDERS: { config: { maxMsgs: 100 }, dataLoss: "allow" } }, { dataLoss: "allow" });
    assertDone(await up("--refresh"), 'in place: stream "ORDERS": changes in place: maxMsgs');
    assert.equal((await streamOn(servers.hub.url, "ORDERS")).config.max_msgs, 100);
    assert.equal((await streamOn(servers.west.url, "ORDERS")).config.max_msgs, -1);
  });

  it("destroys all of it", async () => {
    assertDone(await project.pulumi(["destroy", "--yes", "--skip-preview"]), "- 6 deleted");
    assert.deepEqual(await streamsOf(servers.hub.url), {});
    assert.deepEqual(await streamsOf(servers.west.url), {});
  });
});
