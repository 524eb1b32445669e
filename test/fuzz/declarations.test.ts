import fc from "fast-check";
import { declareBuckets } from "../../domain/bucket/declareBuckets";
import { declareSystem } from "../../domain/declare";
import { planAll } from "../../domain/plan/plan";
import { planReport } from "../../domain/plan/planReport";
import { cautious } from "../../domain/policy";
import { streamFromWire, streamToWire } from "../../domain/stream/stream";
import type { SystemDefinition } from "../../domain/system";
import { consumerConfig, streamConfig } from "../support/arbitraries";
import { bucketConfigOf } from "../support/bucketArbitraries";
import { assertReadable, assertWhole, fuzzMillis, fuzzRuns, spoiled } from "../support/junk";
import { account, ours } from "../support/plan";

const deployment = { project: "shop", stack: "prod", policy: cautious };

const parts = fc.record({
  defaults: spoiled(streamConfig),
  first: spoiled(streamConfig),
  second: spoiled(streamConfig),
  consumer: spoiled(consumerConfig),
  values: spoiled(bucketConfigOf({ kind: "keyValue", name: "settings" })),
  objects: spoiled(bucketConfigOf({ kind: "objectStore", name: "files" })),
});

/** Configs are what people write by hand; the rest of a system is checked by the compiler. */
const system = parts.map(
  ({ defaults, first, second, consumer, values, objects }): SystemDefinition => ({
    name: "shop",
    title: "Shop",
    namespace: "shop",
    service: "nats",
    naming: { streams: "upper-case", subjects: "lower-case" },
    defaults,
    streams: {
      FIRST: { purpose: "first", usedBy: [], config: first, consumers: { worker: consumer } },
      SECOND: { purpose: "second", usedBy: ["Shop"], config: second },
    },
    buckets: {
      keyValue: { settings: { purpose: "values", usedBy: [], config: values } },
      objectStore: { files: { purpose: "objects", usedBy: [], config: objects } },
    },
  }),
);

describe("a declaration, whatever is in its configs", function () {
  this.timeout(fuzzMillis);
  it("is planned, or refused in words, with and without a server", () => {
    fc.assert(
      fc.property(system, (definition) => {
        const streams = declareSystem(definition, deployment);
        const buckets = declareBuckets(definition, deployment);
        const declaration = { ...deployment, systems: [{ streams, buckets }] };
        for (const live of [undefined, account([ours("FIRST", { subjects: ["first"] })])]) {
          const plan = planAll(declaration, live);
          for (const { path, reason } of plan.problems) {
            assertReadable(path);
            assertReadable(reason);
          }
          for (const { sentence } of plan.refusals) assertReadable(sentence);
          assertReadable(planReport(plan));
          if (plan.problems.length > 0) continue;
          for (const { name, config } of streams) {
            assertWhole(streamToWire(name, config));
            assertWhole(streamFromWire(streamToWire(name, config)));
          }
        }
      }),
      fuzzRuns,
    );
  });
});
