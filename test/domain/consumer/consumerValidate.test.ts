import assert from "node:assert/strict";
import { type ConsumerConfig, validateConsumer } from "../../../domain/consumer/consumer";
import type { StreamConfig } from "../../../domain/stream/streamConfig";
import { seenVersions, server } from "../../support/replies";

const pull = { ackPolicy: "explicit" };
const push = { ...pull, deliverSubject: "deliver.x" };
const flow = { ...push, ackPolicy: "flow_control" };
const path = 'consumer "worker" of stream "X": ';

/** [what is declared, the one field that is blamed, what the reason says] */
type Case = readonly [config: object, field: string, says: RegExp];

const kinds: readonly Case[] = [
  [{ ackPolicy: "explicitly" }, "ackPolicy", /did you mean "explicit"/],
  [{ ackWait: 30 }, "ackWait", /got 30; write digits and one unit in quotes/],
  [{ maxDeliver: -2 }, "maxDeliver", /or -1 for no limit/],
  [{ maxAckPending: 0 }, "maxAckPending", /got 0/],
  [{ ...pull, backoff: "1s" }, "backoff", /write a list/],
  [{ ...pull, backoff: ["1s", 2] }, "backoff[1]", /got 2/],
  [{ sampleFreq: "101%" }, "sampleFreq", /from "0%" to "100%"/],
  [{ sampleFreq: 50 }, "sampleFreq", /from "0%" to "100%"/],
  [{ filterSubjects: ["a", "a"] }, "filterSubjects", /more than once/],
  [{ filterSubjects: [""] }, "filterSubjects[0]", /got ""/],
  [{ filterSubject: "a" }, "filterSubject", /did you mean "filterSubjects"/],
  [{ pauseUntil: "tomorrow" }, "pauseUntil", /got "tomorrow"/],
  [{ replicas: 6 }, "replicas", /from 0 to 5/],
  [{ ...push, deliverSubject: "a.*" }, "deliverSubject", /wildcards/],
  [{ ...push, deliverGroup: "a b" }, "deliverGroup", /queue group/],
  [{ ...push, idleHeartbeat: "10ms" }, "idleHeartbeat", /100ms or more/],
  [{ durable_name: "x" }, "durable_name", /unknown field/],
  [{ raw: { durable_name: "x" } }, "raw.durable_name", /leave it out/],
  [{ raw: { direct: true } }, "raw.direct", /leave it out/],
  [{ raw: { ack_wait: 5 } }, "raw.ack_wait", /declare "ackWait"/],
  [
    { priorityPolicy: "overflow", priorityGroups: ["a very long name of a group"] },
    "priorityGroups[0]",
    /1 to 16/,
  ],
];

const rules: readonly Case[] = [
  [{ optStartSeq: 1 }, "optStartSeq", /needs deliverPolicy "by_start_sequence"/],
  [{ optStartTime: "2026-01-31T00:00:00Z" }, "optStartTime", /needs deliverPolicy "by_start_time"/],
  [{ deliverPolicy: "by_start_sequence" }, "deliverPolicy", /declare optStartSeq/],
  [{ deliverPolicy: "by_start_time" }, "deliverPolicy", /declare optStartTime/],
  [{ deliverPolicy: "last_per_subject" }, "deliverPolicy", /declare filterSubjects/],
  [
    { ...pull, backoff: ["1s", "2s"], maxDeliver: 1 },
    "backoff",
    /got 2 waiting times for maxDeliver 1/,
  ],
  [{ ...pull, backoff: ["1s"], ackWait: "2s" }, "ackWait", /takes its place; leave it out/],
  [{ filterSubjects: ["a.*", "a.b"] }, "filterSubjects", /"a\.b" is part of "a\.\*".*10138/],
  [{ ...push, maxWaiting: 5 }, "maxWaiting", /clients pull from/],
  [{ ...push, maxBatch: 5 }, "maxBatch", /clients pull from/],
  [{ ...push, maxExpires: "5s" }, "maxExpires", /clients pull from/],
  [{ ...push, maxBytes: 5 }, "maxBytes", /clients pull from/],
  [
    { ...push, priorityPolicy: "overflow", priorityGroups: ["g"] },
    "priorityPolicy",
    /clients pull from/,
  ],
  [{ ...pull, deliverGroup: "g" }, "deliverGroup", /are pushed to/],
  [{ ...pull, idleHeartbeat: "1s" }, "idleHeartbeat", /are pushed to/],
  [{ ...pull, rateLimitBps: 1 }, "rateLimitBps", /are pushed to/],
  [{ ...push, flowControl: true }, "flowControl", /needs idleHeartbeat/],
  [
    { ...push, ackPolicy: "none", maxAckPending: 5 },
    "maxAckPending",
    /ackPolicy other than "none"/,
  ],
  [{ ackPolicy: "flow_control" }, "ackPolicy", /needs deliverSubject/],
  [{ ...flow, ackWait: "1s" }, "ackPolicy", /needs no ackWait/],
  [{ ...flow, maxDeliver: 5 }, "ackPolicy", /needs no maxDeliver/],
  [{ ...flow, idleHeartbeat: "2s" }, "ackPolicy", /needs idleHeartbeat "1s"/],
  [{ priorityPolicy: "overflow" }, "priorityPolicy", /needs priorityGroups/],
  [{ priorityGroups: ["g"] }, "priorityGroups", /needs a priorityPolicy/],
  [{ priorityTimeout: "1m" }, "priorityTimeout", /needs a priorityPolicy/],
];

const problems = (config: object, stream?: StreamConfig, version?: string, clustered = false) =>
  validateConsumer(
    "X",
    "worker",
    config,
    stream,
    version === undefined ? undefined : server(version, clustered),
  );

const blames = (found: ReturnType<typeof problems>, field: string, says: RegExp): void => {
  assert.deepEqual(
    found.map((problem) => problem.path),
    [path + field],
    JSON.stringify(found),
  );
  assert.match(found[0]?.reason ?? "", says);
};

describe("validateConsumer", () => {
  for (const [config, field, says] of [...kinds, ...rules]) {
    it(`fails on ${JSON.stringify(config)}`, () => {
      blames(problems(config), field, says);
    });
  }

  it("fails on everything at once", () => {
    const found = validateConsumer("X", "a b", { ackPolicy: "x", ackWait: 5 } as never);
    assert.deepEqual(
      found.map((problem) => problem.path),
      ["name", "ackPolicy", "ackWait"].map((field) => `consumer "a b" of stream "X": ${field}`),
    );
  });

  for (const config of [
    {},
    pull,
    push,
    flow,
    { ...push, idleHeartbeat: "1s", flowControl: true },
    { ...pull, backoff: ["1s", "2s"], maxDeliver: 2 },
    { ...pull, backoff: ["1s"], ackWait: "1s" },
    { ...pull, maxAckPending: -1 },
    { filterSubjects: ["a.*.c", "a.b.*"] },
    { deliverPolicy: "last_per_subject", filterSubjects: [">"] },
    { priorityPolicy: "pinned_client", priorityGroups: ["a-b_c/d="], priorityTimeout: "1m" },
  ]) {
    it(`takes ${JSON.stringify(config)}`, () => {
      assert.deepEqual(problems(config), []);
    });
  }
});

describe("validateConsumer with its stream", () => {
  const cases: readonly (readonly [object, StreamConfig, string, RegExp])[] = [
    [{}, { retention: "workqueue" }, "ackPolicy", /use "explicit"/],
    [{ ackPolicy: "all" }, { retention: "workqueue" }, "ackPolicy", /use "explicit"/],
    [{ ...pull, deliverPolicy: "new" }, { retention: "workqueue" }, "deliverPolicy", /use "all"/],
    [{ ...pull, replicas: 3 }, {}, "replicas", /but the stream has 1/],
    [{ ...pull, replicas: 1 }, { retention: "interest", replicas: 3 }, "replicas", /use 0/],
    [
      { ...pull, maxAckPending: 11 },
      { consumerLimits: { maxAckPending: 10 } },
      "maxAckPending",
      /consumerLimits allow 10/,
    ],
    [
      { ...pull, inactiveThreshold: "2h" },
      { consumerLimits: { inactiveThreshold: "1h" } },
      "inactiveThreshold",
      /got "2h".*allow "1h"/,
    ],
    [
      { ...pull, inactiveThreshold: "0s" },
      { consumerLimits: { inactiveThreshold: "1h" } },
      "inactiveThreshold",
      /got "0s".*leave it out, declare up to "1h"/,
    ],
    [push, { subjects: ["deliver.>"] }, "deliverSubject", /stores itself by "deliver\.>"/],
  ];
  for (const [config, stream, field, says] of cases) {
    it(`fails on ${JSON.stringify(config)} of ${JSON.stringify(stream)}`, () => {
      blames(problems(config, stream), field, says);
    });
  }

  it("takes what the stream allows", () => {
    assert.deepEqual(
      problems(
        { ...pull, maxAckPending: 10 },
        { retention: "workqueue", replicas: 3, consumerLimits: { maxAckPending: 10 } },
      ),
      [],
    );
  });

  it("leaves mistakes of the stream to the stream", () => {
    assert.deepEqual(problems(pull, { replicas: "x", retention: "workqueue" } as never), []);
  });
});

describe("validateConsumer with a server", () => {
  const cases: readonly (readonly [object, readonly string[], RegExp])[] = [
    [{ pauseUntil: "2036-01-01T00:00:00Z" }, ["2.10.26"], /needs server 2\.11/],
    [
      { priorityPolicy: "prioritized", priorityGroups: ["g"] },
      ["2.11.11"],
      /needs server 2\.12; this one is 2\.11\.11/,
    ],
    [flow, ["2.10.26", "2.11.11", "2.12.8"], /needs server 2\.14/],
    [
      { filterSubjects: ["a.*.c", "a.b.*"] },
      ["2.10.26", "2.11.11", "2.12.4"],
      /"a\.\*\.c" and "a\.b\.\*" both match "a\.b\.c"/,
    ],
    [{ ...pull, replicas: 3 }, ["2.10.26", "2.15.1"], /the server is standalone/],
  ];
  for (const [config, refusing, says] of cases) {
    for (const version of refusing) {
      it(`fails on ${JSON.stringify(config)} on ${version}`, () => {
        const found = problems(config, undefined, version);
        assert.equal(found.length, 1, JSON.stringify(found));
        assert.match(found[0]?.reason ?? "", says);
      });
    }
  }

  it("takes priorities, pausing and filters that share subjects on every server that knows them", () => {
    for (const version of seenVersions.slice(2)) {
      assert.deepEqual(
        problems(
          {
            ...pull,
            priorityPolicy: "prioritized",
            priorityGroups: ["g"],
            pauseUntil: "2036-01-01T00:00:00Z",
            filterSubjects: ["a.*.c", "a.b.*"],
          },
          undefined,
          version,
        ),
        [],
      );
    }
  });
});

describe("ConsumerConfig", () => {
  it("does not compile with fields of the other way of delivery", () => {
    // @ts-expect-error a push consumer has no requests that wait
    const waiting: ConsumerConfig = { deliverSubject: "d", maxWaiting: 1 };
    // @ts-expect-error a heartbeat goes to a subject
    const heartbeat: ConsumerConfig = { idleHeartbeat: "1s" };
    for (const config of [waiting, heartbeat]) {
      assert.equal(problems(config).length, 1);
    }
  });
});
