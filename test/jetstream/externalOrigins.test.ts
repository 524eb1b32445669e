import assert from "node:assert/strict";
import { declareSystem } from "../../domain/declare";
import { planAll } from "../../domain/plan/plan";
import { cautious } from "../../domain/policy";
import { streamToWire } from "../../domain/stream/stream";
import type { SystemDefinition } from "../../domain/system";
import { observeAll } from "../../jetstream/observeAll";
import { type JoinedServers, startJoinedServers } from "../support/joinedServers";
import { messagesOn } from "../support/liveServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { sampleSystem } from "../support/sampleSystem";
import { until } from "../support/until";

const deployment = { project: "p", stack: "s", policy: cautious };
const external = { api: "$JS.hub.API" };
const shop = sampleSystem({ ORDERS: {} }) as SystemDefinition;
const west = sampleSystem(
  {
    ORDERS: { config: { subjects: undefined, mirror: { name: "ORDERS", external } } },
    DIRECT: {
      config: { subjects: undefined, mirrorDirect: true, mirror: { name: "ORDERS", external } },
    },
    SOME: {
      config: {
        subjects: undefined,
        sources: [
          {
            name: "ORDERS",
            filterSubject: "orders",
            external: { ...external, deliver: "copies.west" },
          },
        ],
      },
    },
  },
  "west",
) as SystemDefinition;

for (const version of seenVersions) {
  describe(`copies of a stream in another JetStream domain on ${version}`, function () {
    this.timeout(60_000);
    let servers: JoinedServers;
    before(async () => {
      servers = await startJoinedServers({ version });
    });
    after(() => servers.stop());

    it("get its messages, and are what was declared", async () => {
      for (const [system, { url }] of [
        [shop, servers.hub],
        [west, servers.west],
      ] as const) {
        const streams = declareSystem(system, deployment);
        for (const { name, config } of streams) {
          const reply = await askPlainly(url, `STREAM.CREATE.${name}`, streamToWire(name, config));
          assert.equal(reply["error"], undefined);
        }
      }
      await publishPlainly(servers.hub.url, ["orders", "orders"]);
      await until(async () => {
        const counts = Object.values(await messagesOn(servers.west.url));
        return counts.every((count) => count === 2) || undefined;
      }, 30_000);
      const target = { name: "west", url: servers.west.url };
      const live = await observeAll(target, { consumersOf: () => true }, 10_000);
      const declared = { streams: declareSystem(west, deployment) };
      const plan = planAll({ ...deployment, systems: [declared] }, live);
      assert.deepEqual(
        [plan.summary, plan.problems, plan.notes],
        ["3 streams: 3 unchanged", [], []],
      );
    });
  });
}
