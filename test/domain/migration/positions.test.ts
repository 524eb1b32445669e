import assert from "node:assert/strict";
import {
  consumerFromWire,
  consumerToWire,
  planConsumerChange,
} from "../../../domain/consumer/consumer";
import { asDeclared, beginningAt, keepingStart } from "../../../domain/consumer/consumerStart";
import { isAlike, originSequence } from "../../../domain/migration/copied";
import { consumerAgain, firstUnacknowledged, noted } from "../../../domain/migration/positions";
import type { ConsumerConfig, ObservedConsumer } from "../../../domain/consumer/consumer";
import { server } from "../../support/declared";

const consumer = (config: ConsumerConfig, state: object): ObservedConsumer => ({
  ...{ stream: "A", name: "w", created: "2026-01-01T00:00:00Z" },
  config: consumerToWire("w", config),
  state: {
    ...{ delivered: "0", ackFloor: "0", deliveredSeq: "0", ackFloorSeq: "0", pending: 0 },
    ...{ ackPending: 0, redelivered: 0, waiting: 0, paused: false },
    ...state,
  },
});

describe("the position of a consumer", () => {
  const had = { delivered: "5", deliveredSeq: "40" };
  const rows: readonly (readonly [string, ConsumerConfig, object, string | undefined])[] = [
    ["after what it acknowledged", {}, { ...had, ackFloor: "3", ackFloorSeq: "30" }, "31"],
    [
      "where it would begin, before its first message",
      { deliverPolicy: "new" },
      { deliveredSeq: "9" },
      "10",
    ],
    ["as declared, where it acknowledged nothing of all", {}, had, undefined],
    [
      "after the floor that a newer server tells",
      { deliverPolicy: "new" },
      { ...had, ackFloorSeq: "9" },
      "10",
    ],
    ["the first message, where an older server does not tell", { deliverPolicy: "new" }, had, "1"],
    [
      "as declared, for the last ones before the first message",
      { deliverPolicy: "last" },
      { deliveredSeq: "9" },
      undefined,
    ],
  ];
  for (const [title, config, state, expected] of rows) {
    it(`is ${title}`, () => {
      assert.equal(firstUnacknowledged(consumer(config, state)), expected);
    });
  }

  it("is no difference to what is declared, in plans, states and updates", () => {
    const config: ConsumerConfig = { ackPolicy: "explicit", metadata: { team: "shop" } };
    const wire = consumerToWire("w", config);
    const again = consumerAgain(noted(consumer(config, {})), "31", "limits");
    assert.equal(again["opt_start_seq"], "31");
    assert.deepEqual(asDeclared(again), wire);
    assert.deepEqual(consumerFromWire(again), consumerFromWire(wire));
    const observed = { ...consumer(config, {}), config: { ...again, opt_start_seq: 31 } };
    assert.equal(planConsumerChange(wire, observed, server()).class, "none");
    assert.deepEqual(keepingStart({ ...wire, ack_wait: 1e9 }, observed.config), {
      ...again,
      ack_wait: 1e9,
    });
    assert.deepEqual(keepingStart(wire, wire), wire);
    assert.deepEqual(asDeclared(beginningAt(again, "50")), wire);
  });

  it("is the beginning in a workqueue, which holds nothing that was acknowledged", () => {
    const one = noted(consumer({ ackPolicy: "explicit" }, {}), "31");
    assert.equal(consumerAgain(one, "31", "workqueue"), one.config);
  });
});

describe("a copied message", () => {
  const origin = {
    sequence: 7,
    subject: "a",
    headers: "NATS/1.0\r\nX: 1\r\n\r\n",
    data: "eA==",
    time: "t",
  };
  const sourced = {
    ...origin,
    sequence: 3,
    headers: "NATS/1.0\r\nX: 1\r\nNats-Stream-Source: A 7 > >\r\n\r\n",
    time: "u",
  };

  it("is known by its sequence or by the header of its source", () => {
    assert.equal(originSequence(origin, "mirror", "A"), 7);
    assert.equal(originSequence(sourced, "sources", "A"), 7);
    assert.equal(originSequence(sourced, "sources", "B"), undefined);
    assert.equal(originSequence(origin, "sources", "A"), undefined);
  });

  it("differs in anything that the method keeps", () => {
    assert.equal(isAlike(origin, { ...origin }, "mirror"), true);
    assert.equal(isAlike(origin, sourced, "sources"), true);
    assert.equal(isAlike(origin, sourced, "mirror"), false);
    for (const other of [
      { subject: "b" },
      { data: "eQ==" },
      { headers: "NATS/1.0\r\nX: 2\r\n\r\n" },
    ]) {
      assert.equal(isAlike(origin, { ...sourced, ...other }, "sources"), false);
      assert.equal(isAlike(origin, { ...origin, ...other }, "mirror"), false);
    }
    assert.equal(isAlike(origin, { ...origin, time: "u" }, "mirror"), false);
  });
});
