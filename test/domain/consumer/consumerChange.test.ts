import assert from "node:assert/strict";
import type { Change } from "../../../domain/change";
import {
  type ConsumerConfig,
  consumerToWire,
  type ObservedConsumer,
  pauseOf,
  planConsumerChange,
  withoutPause,
} from "../../../domain/consumer/consumer";
import type { ConsumerChangeRow } from "../../support/consumerChangeRow";
import { pull } from "../../support/consumerChangeRow";
import { consumerRows } from "../../support/consumerRows";
import { usualState } from "../../support/streamChangeRow";
import { consumerReply, seenVersions, server } from "../../support/replies";

const name = "worker";
const created = "2026-01-01T00:00:00Z";

const observe = (config: ConsumerConfig, version: string, paused = false): ObservedConsumer => ({
  stream: "X",
  name,
  created,
  config: consumerReply(name, config, version),
  state: {
    delivered: "3",
    ackFloor: "2",
    pending: 2,
    ackPending: 1,
    redelivered: 0,
    waiting: 0,
    paused,
  },
});

function plan(
  { from, to, retention, stored, clustered, reads }: ConsumerChangeRow,
  version: string,
): Change {
  const observed = observe(from, version, from.pauseUntil !== undefined);
  return planConsumerChange(
    consumerToWire(name, to),
    { ...observed, config: { ...observed.config, ...reads } },
    server(version, clustered),
    retention === undefined
      ? undefined
      : {
          name: "X",
          created,
          config: { retention },
          ...(stored === undefined ? {} : { state: { ...usualState, messages: stored } }),
        },
  );
}

describe("a change of a consumer, as it was seen on real servers", () => {
  for (const row of consumerRows) {
    for (const [line, version] of seenVersions.entries()) {
      const expected = typeof row.expected === "string" ? row.expected : row.expected[line];
      if (expected === null || expected === undefined) continue;
      it(`${row.change}: ${expected} on ${version}`, () => {
        const change = plan(row, version);
        assert.equal(change.class, expected, JSON.stringify(change, null, 1));
        assert.match(change.fields.map(({ reason }) => reason).join("\n"), row.says ?? /^/);
      });
    }
  }
});

describe("a plan for a consumer", () => {
  const facts = server("2.15.1");
  const until = "2036-01-01T00:00:00Z";

  it("tells pausing, which is a request of its own, from what an update does", () => {
    const desired = consumerToWire(name, { ...pull, pauseUntil: until, description: "x" });
    const change = planConsumerChange(desired, observe(pull, "2.15.1"), facts);
    assert.equal(pauseOf(change), until);
    assert.deepEqual(
      withoutPause(change).fields.map(({ field }) => field),
      ["description"],
    );
  });

  it("has nothing left to update where only the pause changes", () => {
    const change = planConsumerChange(
      consumerToWire(name, pull),
      observe({ ...pull, pauseUntil: until }, "2.15.1", true),
      facts,
    );
    assert.equal(pauseOf(change), null);
    assert.deepEqual(withoutPause(change), { class: "none", fields: [] });
  });

  it("pauses nothing where nothing is declared and nothing is paused", () => {
    const change = planConsumerChange(consumerToWire(name, pull), observe(pull, "2.15.1"), facts);
    assert.equal(pauseOf(change), undefined);
  });

  it("passes over a pause that has ended", () => {
    const change = planConsumerChange(
      consumerToWire(name, pull),
      observe({ ...pull, pauseUntil: "2026-01-01T00:00:00Z" }, "2.15.1"),
      facts,
    );
    assert.equal(change.class, "none");
  });

  it("replaces a consumer of another name", () => {
    const change = planConsumerChange(
      consumerToWire("other", pull),
      observe(pull, "2.15.1"),
      facts,
    );
    assert.equal(change.class, "replace");
  });

  it("is planned where a newer server filters by something else than subjects", () => {
    const observed = observe(pull, "2.15.1");
    const config = { ...observed.config, filter_subjects: [{ toString: null }] };
    const change = planConsumerChange(consumerToWire(name, pull), { ...observed, config }, facts);
    assert.deepEqual(
      change.fields.map(({ field, class: cost }) => ({ field, cost })),
      [{ field: "filterSubjects", cost: "update" }],
    );
  });

  it("gives a consumer its durable name back", () => {
    const observed = observe(pull, "2.15.1");
    const { durable_name: lost, ...config } = observed.config;
    const change = planConsumerChange(consumerToWire(name, pull), { ...observed, config }, facts);
    assert.equal(lost, name);
    assert.deepEqual(
      change.fields.map(({ field, from, to, class: cost }) => ({ field, from, to, cost })),
      [{ field: "durableName", from: null, to: name, cost: "update" }],
    );
  });
});
