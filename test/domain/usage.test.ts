import assert from "node:assert/strict";
import type { ObservedStream, StreamState, WireConfig } from "../../domain/observed";
import { closenessOf, usageOf } from "../../domain/usage";

const day = 86_400_000;
const now = Date.parse("2026-11-22T12:00:00Z");

const stream = (config: WireConfig, state?: Partial<StreamState>): ObservedStream => ({
  name: "ORDERS",
  config,
  created: "2026-11-01T00:00:00Z",
  ...(state && {
    state: { messages: 0, bytes: 0, firstSeq: "0", lastSeq: "0", consumers: 0, ...state },
  }),
});

const limits: WireConfig = { max_msgs: 10_000, max_bytes: 100_000_000, max_age: 7 * day * 1e6 };

describe("share of the limits", () => {
  it("is reckoned for each limit there is", () => {
    const firstTime = new Date(now - 3.5 * day).toISOString();
    const used = stream(limits, { messages: 9500, bytes: 25_000_000, firstTime });
    assert.deepEqual(usageOf(used, now), { messages: 0.95, bytes: 0.25, age: 0.5 });
  });

  it("is nothing for an empty stream", () => {
    assert.deepEqual(usageOf(stream(limits, {}), now), { messages: 0, bytes: 0, age: 0 });
  });

  it("is absent where there is no limit, or the state is not known", () => {
    const unlimited = { max_msgs: -1, max_bytes: -1, max_age: 0 };
    assert.deepEqual(usageOf(stream(unlimited, { messages: 7 }), now), {});
    assert.deepEqual(usageOf(stream({}, { messages: 7 }), now), {});
    assert.deepEqual(usageOf(stream(limits), now), {});
  });

  it("goes by the server's clock where it told the time", () => {
    const firstTime = "2026-11-22T11:59:59.123456789Z";
    const observedAt = new Date(Date.parse(firstTime) + 7 * day).toISOString();
    assert.equal(usageOf(stream(limits, { firstTime, observedAt }), now).age, 1);
  });

  it("is never below nothing, whatever the clocks say", () => {
    const firstTime = new Date(now + day).toISOString();
    assert.equal(usageOf(stream(limits, { firstTime }), now).age, 0);
  });

  it("is worth a look from 80 %, and full from 95 %", () => {
    const shares = [0, 0.79, 0.8, 0.94, 0.95, 1.2];
    const expected = ["far", "far", "close", "close", "full", "full"];
    assert.deepEqual(shares.map(closenessOf), expected);
  });
});
