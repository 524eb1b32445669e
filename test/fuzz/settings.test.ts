import fc from "fast-check";
import { resolveCluster } from "../../domain/cluster/cluster";
import { renderNatsConf } from "../../domain/cluster/natsConf";
import { clusterProblems } from "../../domain/cluster/problems";
import { specFor } from "../../domain/cluster/stackSpec";
import { settingKeys, settingProblems, settingsOf } from "../../domain/settings";
import { assertReadable, assertWhole, fuzzMillis, fuzzRuns, junk, spoiled } from "../support/junk";
import { observabilityAgent } from "../../systems/observabilityAgent";

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...settingKeys.map(({ name }) => name)) },
  { weight: 1, arbitrary: fc.string().filter((name) => name !== "__proto__") },
);

/** As Pulumi hands a value over: a text, which may be JSON. */
const value = fc.oneof(
  junk.map((any) => (typeof any === "string" ? any : JSON.stringify(any ?? null))),
  fc.constantFrom("local", "url", "kubernetes", "true", "allow", "nats://localhost:4222"),
  fc
    .jsonValue()
    .map((any) => JSON.stringify({ west: { url: any, systems: any }, east: { systems: [any] } })),
  fc.jsonValue().map((any) => JSON.stringify({ servers: any, storage: any, auth: any, tls: any })),
);

/** What a stack says of its servers, spoiled: most of it is right, so that what reads it gets far. */
const servers = spoiled(
  fc.constant({
    servers: 3,
    spread: "required",
    storage: { claim: "20GiB", maxMemoryStore: "1GiB" },
    resources: { memory: "2GiB", cpuLimit: "2" },
    auth: { admin: { name: "admin" }, users: { shop: { publishes: ["TASKS"] } } },
    tls: { secret: "nats-tls", routes: false, certificate: { issuer: "ca" } },
    networkPolicy: { ownNamespace: true, clientNamespaces: { team: "shop" } },
    timings: { lameDuckGrace: "10s", lameDuckDuration: "30s", terminationGrace: "60s" },
    listeners: { websocket: { port: 8080 }, gateway: { remotes: { west: ["nats://west:7222"] } } },
    monitoring: { exporter: true, alerts: { consumerLag: 1000 }, labels: { team: "shop" } },
    natsBox: { user: "shop" },
    raw: { max_payload: 1048576, jetstream: { strict: true } },
  }),
).map((cluster) => ({ target: "kubernetes", cluster: JSON.stringify(cluster) }));

const settings = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true });

describe("a stack's configuration, whatever is in it", function () {
  this.timeout(fuzzMillis);
  it("is read, or refused in words", () => {
    fc.assert(
      fc.property(settings, fc.option(servers), fc.boolean(), (given, more, local) => {
        const raw = { ...given, ...more };
        const all = local ? { target: "local", ...raw } : raw;
        const problems = settingProblems(all, new Set(), ["observability-agent"]);
        for (const { path, reason } of problems) {
          assertReadable(path);
          assertReadable(reason);
        }
        if (problems.length > 0) return;
        const read = settingsOf(all, ["observability-agent"]);
        assertWhole(read);
        const spec = specFor(observabilityAgent, read);
        const mistakes = clusterProblems(spec, []);
        for (const { path, reason } of mistakes) {
          assertReadable(path);
          assertReadable(reason);
        }
        if (mistakes.length > 0) return;
        const cluster = resolveCluster(spec, []);
        assertWhole(cluster);
        assertReadable(renderNatsConf(cluster));
      }),
      fuzzRuns,
    );
  });
});
