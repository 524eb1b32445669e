import assert from "node:assert/strict";
import { declareSystem } from "../../domain/declare";
import { planAll } from "../../domain/plan/plan";
import { cautious } from "../../domain/policy";
import { streamToWire } from "../../domain/stream/stream";
import type { SystemDefinition } from "../../domain/system";
import { observeAll } from "../../jetstream/observeAll";
import { streamOn } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { freePorts } from "../support/ports";
import { sampleSystem } from "../support/sampleSystem";
import { until } from "../support/until";

const deployment = { project: "p", stack: "s", policy: cautious };
const regions = ["hub", "west"];
const shop = sampleSystem({
  ORDERS: { config: { placement: { cluster: "hub" } } },
  COPY: {
    config: {
      subjects: undefined,
      mirror: { name: "ORDERS" },
      placement: { cluster: "west" },
    },
  },
}) as SystemDefinition;

/** One JetStream over two clusters: the leader of all their servers answers whoever asks any of them. */
describe("two clusters joined by a gateway", function () {
  this.timeout(90_000);
  let servers: readonly TestServer[] = [];

  before(async () => {
    const ports = await freePorts(4);
    const gateways = regions.map(
      (name, at) => `{ name: ${name}, url: "nats://127.0.0.1:${ports[at] ?? 0}" }`,
    );
    servers = await Promise.all(
      regions.map((name, at) =>
        startNatsServer({
          config: [
            `server_name: ${name}-0`,
            // a server starts JetStream in a cluster only with a route, if only to itself
            `cluster { name: ${name}, listen: "127.0.0.1:${ports[at + 2] ?? 0}", routes: ["nats://127.0.0.1:${ports[at + 2] ?? 0}"] }`,
            `gateway { name: ${name}, listen: "127.0.0.1:${ports[at] ?? 0}", gateways: [${gateways.join()}] }`,
            `accounts { SYS { users: [{ user: sys, password: sys }] } }`,
            `system_account: SYS`,
          ].join("\n"),
        }),
      ),
    );
  });
  after(() => Promise.all(servers.map((server) => server.stop())));

  it("hold origin and mirror of one declaration, reached by one address", async () => {
    const url = servers[0]?.url ?? "";
    const streams = declareSystem(shop, deployment);
    for (const { name, config } of streams) {
      await until(async () => {
        const wire = streamToWire(name, config);
        const reply = await askPlainly(url, `STREAM.CREATE.${name}`, wire, 2000).catch(
          () => undefined,
        );
        return reply?.["error"] === undefined ? reply : undefined;
      }, 60_000);
    }
    await publishPlainly(url, ["orders", "orders"]);
    const copy = await until(async () => {
      const info = await streamOn(url, "COPY");
      return info.state.messages === 2 ? info : undefined;
    }, 30_000);
    assert.equal(copy.cluster?.name, "west");
    assert.equal((await streamOn(url, "ORDERS")).cluster?.name, "hub");
    const live = await observeAll({ name: "hub", url }, { consumersOf: () => true }, 10_000);
    const plan = planAll({ ...deployment, systems: [{ streams }] }, live);
    assert.deepEqual(
      [plan.summary, plan.problems, plan.refusals],
      ["2 streams: 2 unchanged", [], []],
    );
  });
});
