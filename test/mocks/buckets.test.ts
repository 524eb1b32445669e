import assert from "node:assert/strict";
import { registerSystems } from "../../components/registration";
import { declareBuckets } from "../../domain/bucket/declareBuckets";
import { declareSystem } from "../../domain/declare";
import { systemOutputs } from "../../domain/outputs";
import { cautious } from "../../domain/policy";
import type { SystemDefinition } from "../../domain/system";
import { matchesGolden } from "../support/golden";
import { recordRegistrations, registrations } from "../support/mocks";
import { sampleBuckets } from "../support/sampleBuckets";

const registered = recordRegistrations("golden");

/** The mirror stands first: it waits for its origin all the same. */
const system: SystemDefinition = {
  name: "shop",
  title: "Shop",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { storage: "memory" },
  streams: { ORDERS: { purpose: "Orders", usedBy: [], config: { subjects: ["orders.>"] } } },
  buckets: sampleBuckets(
    {
      copy: { config: { mirror: { bucket: "settings" } } },
      settings: { config: { history: 5, ttl: "1h" }, initial: { mode: "on" }, dataLoss: "allow" },
    },
    { files: { config: { maxBytes: "10GiB" }, adopt: true } },
  ),
};

describe("a system with buckets", () => {
  const deployment = { project: "nats-stack", stack: "golden", policy: cautious };
  const streams = declareSystem(system, deployment);
  const buckets = declareBuckets(system, deployment);

  it("registers each of them, and nothing else", async () => {
    const servers = { optionsFor: () => ({}), verify: () => undefined };
    registerSystems(
      [{ system, target: "url", streams, buckets }],
      () => [],
      () => new Map(),
      servers,
      () => false,
    );
    const all = await registrations(registered, 5);
    const outputs = systemOutputs(
      system,
      streams,
      { url: "nats://server", credentials: "none" },
      buckets,
    );
    matchesGolden("buckets.json", JSON.stringify({ registered: all, outputs }, null, 2));
    assert.deepEqual(
      all.map(({ type, name }) => `${type} ${name}`),
      [
        "nats:index:NatsSystem shop",
        "pulumi-nodejs:dynamic/nats:KeyValue shop/copy",
        "pulumi-nodejs:dynamic/nats:KeyValue shop/settings",
        "pulumi-nodejs:dynamic/nats:ObjectStore shop/files",
        "pulumi-nodejs:dynamic/nats:Stream shop/ORDERS",
      ],
    );
  });

  it("tells other projects name and kind of each bucket", () => {
    const address = { url: "nats://server", credentials: "none" };
    assert.deepEqual(systemOutputs(system, streams, address, buckets).buckets, {
      copy: { name: "copy", kind: "keyValue", stream: "KV_copy", storage: "file" },
      settings: { name: "settings", kind: "keyValue", stream: "KV_settings", storage: "file" },
      files: { name: "files", kind: "objectStore", stream: "OBJ_files", storage: "file" },
    });
  });
});
