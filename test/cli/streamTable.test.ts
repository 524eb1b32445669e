import assert from "node:assert/strict";
import { streamTable } from "../../cli/streamTable";
import { cameBackEmpty, summary } from "../../cli/summary";
import type { ObservedStream, WireConfig } from "../../domain/observed";
import { ownerKey } from "../../domain/ownership";

const now = Date.parse("2026-11-22T12:00:00Z");
const week = 7 * 86_400_000 * 1e6;

function stream(
  name: string,
  owner: string | undefined,
  config: WireConfig,
  messages = 0,
  bytes = 0,
): ObservedStream {
  const metadata = owner === undefined ? {} : { [ownerKey]: `${owner}/${name}` };
  return {
    name,
    created: "2026-11-01T00:00:00Z",
    config: { max_msgs: 10_000, max_bytes: 100_000_000, max_age: week, ...config, metadata },
    state: { messages, bytes, firstSeq: "1", lastSeq: "1", consumers: owner ? 1 : 0 },
  };
}

const fleet = "nats-stack/local/swe-ai-fleet";
const agent = "nats-stack/local/observability-agent";
const streams = [
  stream("planning-events", fleet, { subjects: ["planning.>"], max_msgs: -1, max_age: 0 }, 3, 999),
  stream(
    "LOGS",
    agent,
    { subjects: ["logs.raw.>", "logs.parsed.>", "logs.errors"] },
    9800,
    80_000_000,
  ),
  stream("ALERTS", agent, { subjects: ["alerts.>"] }, 8100, 5),
  stream("SOURCED", agent, {}),
  stream("LEGACY", undefined, { subjects: ["legacy"] }),
  stream("OTHER", "nats-stack/prod/swe-ai-fleet", { subjects: ["other"] }),
];

const wide = `observability-agent (3 streams, 3 consumers)
 stream           subjects                                messages  bytes  of msgs  of bytes  of age  consumers
 ALERTS           alerts.>                                    8100     5B     81 %      <1 %     0 %          1
 LOGS             logs.raw.>, logs.parsed.>, logs.errors      9800   80MB     98 %      80 %     0 %          1
 SOURCED          -                                              0     0B      0 %       0 %     0 %          1

swe-ai-fleet (1 stream, 1 consumer)
 stream           subjects                                messages  bytes  of msgs  of bytes  of age  consumers
 planning-events  planning.>                                     3   999B        -      <1 %       -          1

not of this stack (2 streams, 1 consumer)
 stream           subjects                                messages  bytes  of msgs  of bytes  of age  consumers
 LEGACY           legacy                                         0     0B      0 %       0 %     0 %          0
 OTHER            other                                          0     0B      0 %       0 %     0 %          1`;

describe("table of live streams", () => {
  it("groups them by system, ours first, in the order of their names", () => {
    assert.equal(streamTable(streams, { width: 200, colour: false, now }), wide);
  });

  it("wraps long lists of subjects, and cuts no subject short", () => {
    const text = streamTable(streams, { width: 90, colour: false, now });
    assert.deepEqual(text.split("\n").slice(3, 6), [
      " LOGS             logs.raw.>,           9800   80MB     98 %      80 %     0 %          1",
      "                  logs.parsed.>,",
      "                  logs.errors",
    ]);
    assert.ok(text.split("\n").every((line) => line.length <= 90));
    const narrow = streamTable(streams, { width: 10, colour: false, now });
    for (const subject of ["logs.raw.>", "logs.parsed.>", "logs.errors"]) {
      assert.ok(narrow.includes(subject));
    }
  });

  it("shows what is close to a limit in yellow and what is full in red, without moving a column", () => {
    const text = streamTable(streams, { width: 200, colour: true, now });
    assert.ok(text.includes("\u001b[33m81 %\u001b[39m"));
    assert.ok(text.includes("\u001b[33m80 %\u001b[39m"));
    assert.ok(text.includes("\u001b[31m98 %\u001b[39m"));
    // eslint-disable-next-line no-control-regex -- colours are control characters
    assert.equal(text.replace(/\u001b\[\d+m/g, ""), wide);
  });

  it("ends in the sums and what to do next", () => {
    const server = {
      url: "nats://127.0.0.1:4223",
      monitoringUrl: "http://127.0.0.1:8223",
      version: "2.15.1",
      serverId: "N",
      store: "/store",
      startedAt: "2026-11-22T11:00:00Z",
      process: { pid: 1, started: "1" },
      machine: { host: "h", boot: "b", pidSpace: "" },
    };
    const lines = summary(streams, server, { width: 120, colour: false }).split("\n");
    assert.ok(
      lines.includes("6 streams, 5 consumers on nats://127.0.0.1:4223 (nats-server 2.15.1)"),
    );
    assert.ok(lines.some((line) => line.trim().startsWith("npm stop ")));
  });
});

describe("streams that came back empty", () => {
  const now = [
    stream("B", agent, { storage: "memory" }),
    stream("A", agent, { storage: "memory" }),
    stream("F", fleet, { storage: "file" }),
    stream("NEW", agent, { storage: "memory" }),
  ];

  it("are named with the reason, by storage", () => {
    assert.deepEqual(cameBackEmpty(["A", "B", "F"], new Set(["F"]), now), [
      "2 memory streams came back empty (A, B): memory storage does not survive a restart of the server, not even the configuration of the stream",
    ]);
    assert.match(
      cameBackEmpty(["F"], new Set(), now).join("\n"),
      /^1 file stream had to be made again, .* \(F\): they were not in its store any more/,
    );
  });

  it("are none where nothing was lost: streams are new, or still gone", () => {
    assert.deepEqual(cameBackEmpty([], new Set(), now), []);
    assert.deepEqual(cameBackEmpty(["A", "B", "F"], new Set(["A", "B", "F"]), now), []);
    assert.deepEqual(cameBackEmpty(["GONE"], new Set(), now), []);
  });
});
