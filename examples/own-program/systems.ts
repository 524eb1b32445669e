import type { SystemDefinition } from "nats-stack";

const shop: SystemDefinition = {
  name: "shop",
  title: "Shop",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { storage: "file", maxAge: "30d", maxBytes: "1GiB" },
  streams: {
    ORDERS: {
      purpose: "Every change of an order",
      usedBy: ["Shop", "Billing"],
      config: { subjects: ["orders.>"] },
      consumers: { billing: { ackPolicy: "explicit", filterSubjects: ["orders.paid"] } },
    },
  },
  buckets: {
    keyValue: {
      settings: {
        purpose: "Switches of the shop",
        usedBy: ["Shop"],
        config: { history: 5 },
        initial: { "checkout.mode": "on" },
      },
    },
  },
};

/** The commands of nats-stack, and its provider where it deploys the servers as well, find the systems under this name. */
export const systems = { shop };
