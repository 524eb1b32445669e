import assert from "node:assert/strict";
import {
  type ConsumerConfig,
  consumerFromWire,
  consumerToWire,
  normaliseConsumer,
  unknownConsumerFields,
} from "../../../domain/consumer/consumer";

const defaults = {
  name: "worker",
  durable_name: "worker",
  deliver_policy: "all",
  ack_policy: "none",
  max_deliver: -1,
  replay_policy: "instant",
  rate_limit_bps: 0,
  headers_only: false,
  max_expires: 0,
  max_bytes: 0,
  num_replicas: 0,
  mem_storage: false,
};

describe("consumerToWire", () => {
  const cases: readonly (readonly [string, ConsumerConfig, object])[] = [
    ["both names and everything that 2.10 knows", {}, {}],
    [
      "nothing of newer servers at its default",
      { priorityPolicy: "none", priorityGroups: [], priorityTimeout: "0s" },
      {},
    ],
    ["one filter under the key for one", { filterSubjects: ["a"] }, { filter_subject: "a" }],
    ["several filters in order", { filterSubjects: ["b", "a"] }, { filter_subjects: ["a", "b"] }],
    [
      "what a server would give only where it is declared",
      { ackPolicy: "explicit", ackWait: "30s", maxAckPending: 1000, maxWaiting: 512 },
      { ack_policy: "explicit", ack_wait: 30e9, max_ack_pending: 1000, max_waiting: 512 },
    ],
    [
      "a threshold of never where it is declared",
      { inactiveThreshold: "0s" },
      { inactive_threshold: 0 },
    ],
    [
      "waiting times in the order given",
      { ackPolicy: "explicit", backoff: ["1m", "1s"] },
      { ack_policy: "explicit", backoff: [60e9, 1e9] },
    ],
    [
      "what acknowledging by flow control implies",
      { ackPolicy: "flow_control", deliverSubject: "d" },
      {
        ack_policy: "flow_control",
        deliver_subject: "d",
        flow_control: true,
        idle_heartbeat: 1e9,
      },
    ],
    ["raw fields last", { raw: { new_field: 1 } }, { new_field: 1 }],
  ];
  for (const [what, config, more] of cases) {
    it(`sends ${what}`, () => {
      assert.deepEqual(consumerToWire("worker", config), { ...defaults, ...more });
    });
  }
});

describe("consumerFromWire", () => {
  const replied = {
    ...defaults,
    ack_policy: "explicit",
    ack_wait: 30e9,
    max_ack_pending: 1000,
    max_waiting: 512,
  };

  it("shows only what differs from the defaults", () => {
    assert.deepEqual(consumerFromWire(replied), { ackPolicy: "explicit" });
  });

  it("shows filters as a list, whichever key they come under", () => {
    assert.deepEqual(consumerFromWire({ filter_subject: "a" }), { filterSubjects: ["a"] });
    assert.deepEqual(consumerFromWire({ filter_subjects: ["b", "a"] }), {
      filterSubjects: ["a", "b"],
    });
  });

  it("shows values that somebody else has set", () => {
    assert.deepEqual(consumerFromWire({ ...replied, ack_wait: 60e9, max_ack_pending: 5 }), {
      ackPolicy: "explicit",
      ackWait: "1m",
      maxAckPending: 5,
    });
  });

  it("names fields that it does not know", () => {
    assert.deepEqual(unknownConsumerFields({ ...replied, new_field: 1 }), ["new_field"]);
  });
});

describe("normaliseConsumer", () => {
  it("writes every value in its canonical form", () => {
    assert.deepEqual(
      normaliseConsumer("worker", {
        ackWait: "60s",
        maxBytes: 1000,
        filterSubjects: ["b", "a"],
        maxDeliver: 0,
        optStartTime: "2026-01-31T02:00:00+02:00",
      }),
      {
        ackWait: "1m",
        maxBytes: "1kB",
        filterSubjects: ["a", "b"],
        maxDeliver: -1,
        optStartTime: "2026-01-31T00:00:00Z",
      },
    );
  });
});
