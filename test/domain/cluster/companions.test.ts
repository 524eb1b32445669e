import assert from "node:assert/strict";
import { alertRules } from "../../../domain/cluster/alerts";
import { dashboardModel } from "../../../domain/cluster/dashboard";
import { jsStreamsJson } from "../../../domain/cluster/jsStreams";
import { certificateNames, userSecretName } from "../../../domain/cluster/names";
import { consumerToWire } from "../../../domain/consumer/consumer";
import { streamToWire } from "../../../domain/stream/stream";
import { declared, productionStreams, resolved, small } from "./fixtures";

const levels = { streamUsagePercent: 80, consumerLag: 5 };

const alerts = (...parameters: Parameters<typeof resolved>): readonly (readonly string[])[] => {
  const { groups } = alertRules(resolved(...parameters), levels) as {
    groups: { rules: { alert: string; labels: { severity: string; stream?: string } }[] }[];
  };
  return groups.flatMap(({ rules }) =>
    rules.map(({ alert, labels }) => [
      alert,
      labels.severity,
      ...(labels.stream ? [labels.stream] : []),
    ]),
  );
};

describe("js-streams.json", () => {
  it("holds every stream and consumer as the server takes it, marks included", () => {
    const { streams } = JSON.parse(jsStreamsJson(productionStreams)) as {
      streams: readonly { name: string; config: unknown; consumers: readonly unknown[] }[];
    };
    const [first] = productionStreams;
    assert.ok(first);
    assert.equal(streams.length, 5);
    assert.deepEqual(streams[0], {
      name: "planning-events",
      config: streamToWire(first.name, first.config),
      consumers: first.consumers.map(({ name, config }) => ({
        name,
        config: consumerToWire(name, config),
      })),
    });
    assert.match(JSON.stringify(streams[0]), /"nats-stack.owner":"nats-stack\/golden\//);
  });

  it("is an empty list where nothing is declared", () => {
    assert.deepEqual(JSON.parse(jsStreamsJson([])), { streams: [] });
  });
});

describe("alerts", () => {
  it("watch one server without a leader to lose", () => {
    assert.deepEqual(alerts(), [
      ["NatsServerDown", "critical"],
      ["NatsJetStreamDisabled", "critical"],
    ]);
  });

  it("watch the leader of a cluster", () => {
    assert.deepEqual(alerts({ servers: 3 }).at(-1), ["NatsNoMetaLeader", "critical"]);
  });

  it("warn of a full stream that refuses, and only tell of one that makes room", () => {
    const streams = [
      declared("A", { maxBytes: "1GiB", maxMsgs: 10, discard: "new" }),
      declared("B", { maxBytes: 5 }),
      declared("C"),
    ];
    assert.deepEqual(alerts({}, streams).slice(2), [
      ["NatsStreamNearLimit", "warning", "A"],
      ["NatsStreamNearLimit", "warning", "A"],
      ["NatsStreamNearLimit", "info", "B"],
    ]);
  });
});

describe("the dashboard", () => {
  it("asks for this cluster alone, each graph in a place of its own", () => {
    const { panels } = dashboardModel(resolved()) as unknown as {
      panels: { gridPos: { x: number; y: number }; targets: { expr: string }[] }[];
    };
    const places = new Set(panels.map(({ gridPos }) => `${gridPos.x}/${gridPos.y}`));
    assert.equal(places.size, panels.length);
    for (const { targets } of panels) {
      assert.match(targets[0]?.expr ?? "", /namespace="shop", pod=~"nats-\[0-9\]\+"/);
    }
  });
});

describe("names", () => {
  it("of a certificate are those that clients and routes use", () => {
    assert.deepEqual(certificateNames(small), [
      "nats",
      "nats.shop",
      "nats.shop.svc",
      "nats.shop.svc.cluster.local",
      "*.nats-headless",
      "*.nats-headless.shop.svc.cluster.local",
      "localhost",
    ]);
  });

  it("of a user's Secret are names that an object can have", () => {
    assert.equal(userSecretName("nats", "Billing.Team@shop"), "nats-user-billing-team-shop");
  });
});
