import assert from "node:assert/strict";
import type { Change } from "../../../domain/change";
import { planStreamChange, streamToWire } from "../../../domain/stream/stream";
import type { ObservedStream } from "../../../domain/stream/stream";
import { seenVersions, server, streamReply } from "../../support/replies";
import { type StreamChangeRow, usualState } from "../../support/streamChangeRow";
import { byVersion } from "../../support/streamRowsByVersion";
import { features } from "../../support/streamRowsFeatures";
import { fixed } from "../../support/streamRowsFixed";
import { limits } from "../../support/streamRowsLimits";
import { measured as asked } from "../../support/streamRowsMeasured";
import { plain } from "../../support/streamRowsPlain";

const name = "X";

function plan(
  { from, to, state, measured, clustered = false, reads }: StreamChangeRow,
  version: string,
): Change {
  const observed: ObservedStream = {
    name,
    created: "2026-01-01T00:00:00Z",
    config: { ...streamReply(name, from, version), ...reads },
    ...(state === "unknown" ? {} : { state: withoutEmpty({ ...usualState, ...state }) }),
    ...(measured && { measured }),
  };
  return planStreamChange(streamToWire(name, to), observed, server(version, clustered));
}

/** A row says "" for what the server did not tell. */
const withoutEmpty = (state: typeof usualState): typeof usualState =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== "")) as never;

/** Of a list with one entry for each line, the one of this line; of anything else, itself. */
const ofLine = <T>(value: T | readonly T[], line: number): T | undefined =>
  Array.isArray(value) ? (value as readonly T[])[line] : (value as T);

describe("a change of a stream, as it was seen on real servers", () => {
  for (const row of [...byVersion, ...features, ...plain, ...limits, ...asked, ...fixed]) {
    for (const [line, version] of seenVersions.entries()) {
      const expected = ofLine(row.expected, line);
      if (expected === null || expected === undefined) continue;
      it(`${row.change}: ${expected} on ${version}`, () => {
        const change = plan(row, version);
        const reasons = change.fields.map(({ reason }) => reason).join("\n");
        assert.equal(change.class, expected, JSON.stringify(change, null, 1));
        assert.match(reasons, ofLine(row.says, line) ?? /^/);
        if (row.deletes !== undefined) {
          const deleted = change.fields.find((field) => field.class === "destructive");
          assert.equal(deleted?.messagesDeleted, ofLine(row.deletes, line));
        }
      });
    }
  }
});

describe("a plan for a stream", () => {
  const observed = (config: Parameters<typeof streamToWire>[1]): ObservedStream => ({
    name,
    created: "2026-01-01T00:00:00Z",
    config: streamReply(name, config, "2.15.1"),
  });

  it("shows both sides of every field in the declared form", () => {
    const change = planStreamChange(
      streamToWire(name, { maxAge: "7d", maxBytes: "100MB", description: "new" }),
      observed({ maxAge: "1d", maxBytes: 1234 }),
      server("2.15.1"),
    );
    assert.deepEqual(
      change.fields.map(({ field, from, to }) => ({ field, from, to })),
      [
        { field: "description", from: null, to: "new" },
        { field: "maxBytes", from: "1234B", to: "100MB" },
        { field: "maxAge", from: "1d", to: "7d" },
      ],
    );
  });

  it("replaces a stream of another name", () => {
    const change = planStreamChange(streamToWire("Y", {}), observed({}), server("2.15.1"));
    assert.equal(change.class, "replace");
    assert.equal(change.fields[0]?.field, "name");
  });

  it("takes the worst class of its fields", () => {
    const change = planStreamChange(
      streamToWire(name, { storage: "memory", description: "x", denyDelete: true }),
      observed({}),
      server("2.15.1"),
    );
    assert.equal(change.class, "replace");
    assert.deepEqual(
      change.fields.map(({ field, class: cost }) => [field, cost]),
      [
        ["description", "update"],
        ["storage", "replace"],
        ["denyDelete", "oneWay"],
      ],
    );
  });
});
