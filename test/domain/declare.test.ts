import assert from "node:assert/strict";
import { declareSystem } from "../../domain/declare";
import { namingProblems } from "../../domain/naming";
import { systemOutputs } from "../../domain/outputs";
import { problemLines } from "../../domain/problem";
import type { SystemDefinition } from "../../domain/system";

const system: SystemDefinition = {
  name: "shop",
  title: "Shop",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { maxAge: "7d", storage: "memory" },
  streams: {
    ORDERS: {
      purpose: "Stores orders",
      usedBy: ["Till", "Stock"],
      config: { subjects: ["orders.>"], maxAge: "1d" },
      consumers: { till: { ackPolicy: "explicit" } },
      purge: "once",
    },
    Bills: {
      purpose: "Stores bills",
      usedBy: [],
      config: { subjects: ["Bills"] },
      dataLoss: "allow",
    },
  },
};
const deployment = {
  project: "p",
  stack: "s",
  policy: { adopt: true, dataLoss: "refuse", onImmutableChange: "refuse" },
} as const;

describe("declaring a system", () => {
  const [orders, bills] = declareSystem(system, deployment);

  it("merges defaults, writes down purpose and readers, and marks what is the stack's own", () => {
    assert.deepEqual(orders, {
      resource: "shop/ORDERS",
      system: "shop",
      name: "ORDERS",
      config: {
        maxAge: "1d",
        storage: "memory",
        subjects: ["orders.>"],
        description: "Stores orders",
        metadata: { "nats-stack.owner": "p/s/shop/ORDERS", "nats-stack.used-by": "Till, Stock" },
      },
      policy: { adopt: true, dataLoss: "refuse", onImmutableChange: "refuse" },
      purge: "once",
      consumers: [
        {
          resource: "shop/ORDERS/till",
          system: "shop",
          stream: "ORDERS",
          name: "till",
          config: {
            ackPolicy: "explicit",
            metadata: { "nats-stack.owner": "p/s/shop/ORDERS/till" },
          },
          policy: { adopt: true, dataLoss: "refuse", onImmutableChange: "refuse" },
        },
      ],
    });
  });

  it("lets a stream's own policy win over the stack's", () => {
    assert.deepEqual(bills?.policy, {
      adopt: true,
      dataLoss: "allow",
      onImmutableChange: "refuse",
    });
  });

  it("tells other projects names, subjects and addresses, and never a credential", () => {
    const outputs = systemOutputs(system, declareSystem(system, deployment), {
      url: "nats://n:4222",
      version: "2.15.1",
      credentials: "stack config nats-stack:password",
    });
    assert.deepEqual(outputs, {
      namespace: "shop",
      url: "nats://n:4222",
      server: "2.15.1",
      streams: {
        ORDERS: { name: "ORDERS", subjects: ["orders.>"], sources: [], storage: "memory" },
        Bills: { name: "Bills", subjects: ["Bills"], sources: [], storage: "memory" },
      },
      consumers: { "ORDERS/till": { name: "till", stream: "ORDERS" } },
      buckets: {},
      credentials: "stack config nats-stack:password",
    });
  });

  it("fails where the system breaks its own naming practice", () => {
    assert.deepEqual(problemLines(namingProblems(system)), [
      'stream "Bills": the practice of system "shop" writes streams otherwise; write "BILLS", or change the system\'s naming rule',
      'stream "Bills": subjects: "Bills": the practice of system "shop" writes subjects otherwise; write "bills", or change the system\'s naming rule',
    ]);
  });
});
