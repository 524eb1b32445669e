import assert from "node:assert/strict";
import { alertRules } from "../../domain/cluster/alerts";
import type { Cluster } from "../../domain/cluster/cluster";
import { defaultExporter } from "../../domain/cluster/images";
import { dashboardModel } from "../../domain/cluster/dashboard";
import type { StreamDeclaration } from "../../domain/declare";
import { natsExporter } from "../cluster/goPrograms";
import { declared, resolved } from "../domain/cluster/fixtures";
import { startNatsCluster, type TestCluster } from "../support/natsCluster";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";
import { until } from "../support/until";
import { type Exporter, exporterProgram, startExporter } from "./exporter";
import { found, readSeries, type Selector, selectorsIn, type Series } from "./series";

const consumer = (stream: string, name: string): StreamDeclaration["consumers"][number] => ({
  resource: `shop/${stream}/${name}`,
  system: "shop",
  stream,
  name,
  config: {},
  policy: declared(stream).policy,
});

/** On all servers, and on one of them. */
const streams: readonly StreamDeclaration[] = [
  {
    ...declared("ORDERS", { replicas: 3, maxBytes: "1MB", maxMsgs: 100 }),
    consumers: [consumer("ORDERS", "billing")],
  },
  {
    ...declared("METRICS", { maxBytes: "1MB", storage: "memory" }),
    consumers: [consumer("METRICS", "panels")],
  },
];

const sent = 7;

interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
}

interface Dashboard {
  readonly panels: readonly { targets: readonly { expr: string; legendFormat: string }[] }[];
}

const levels = { streamUsagePercent: 90, consumerLag: 5 };

const rulesOf = (cluster: Cluster) =>
  (alertRules(cluster, levels) as unknown as Rules).groups.flatMap(({ rules }) => rules);

const targetsOf = (cluster: Cluster) =>
  (dashboardModel(cluster) as unknown as Dashboard).panels.flatMap(({ targets }) => targets);

describe("the exporter's metrics", () => {
  const cluster = resolved({ servers: 3, monitoring: { exporter: true } }, streams);
  let servers: TestCluster;
  let exporters: readonly Exporter[];

  before(async function () {
    this.timeout(300_000);
    await exporterProgram();
    servers = await startNatsCluster("2.15.1");
    exporters = await Promise.all(
      servers.servers.map(({ monitorPort }) => startExporter(cluster, monitorPort)),
    );
    await plainly(servers.url, async (connection) => {
      const manager = await connection.jetstreamManager();
      for (const { name, config, consumers } of streams) {
        const subjects = [name.toLowerCase()];
        await manager.streams.add({ name, subjects, num_replicas: config.replicas ?? 1 });
        for (const { name: durable } of consumers)
          await manager.consumers.add(name, { durable_name: durable });
        for (let number = 0; number < sent; number += 1)
          await connection.jetstream().publish(name.toLowerCase(), "x");
      }
    });
  });

  after(async () => {
    await Promise.all(exporters.map((exporter) => exporter.stop()));
    await servers.stop();
  });

  /** All that Prometheus would have of the cluster, with the labels that it adds itself. */
  const scraped = async (): Promise<readonly Series[]> => {
    const texts = await Promise.all(exporters.map((exporter) => exporter.scrape()));
    return texts.flatMap((text, index) =>
      readSeries(text, { namespace: "shop", pod: `nats-${index}` }),
    );
  };

  const missing = (series: readonly Series[], expression: string): readonly Selector[] =>
    selectorsIn(expression).filter((selector) => found(series, selector).length === 0);

  it("have every metric, label and value that an alert asks for", async () => {
    const series = await scraped();
    const rules = rulesOf(cluster);
    assert.deepEqual(
      [...new Set(rules.map(({ alert }) => alert))],
      ["NatsServerDown", "NatsJetStreamDisabled", "NatsNoMetaLeader"].concat(
        ...["NatsStreamNearLimit", "NatsConsumerLag"],
      ),
    );
    for (const { alert, expr } of rules) {
      assert.ok(selectorsIn(expr).length > 0, alert);
      assert.deepEqual(missing(series, expr), [], `${alert}: ${expr}`);
    }
  });

  it("have every metric and label that a graph shows or names a line after", async () => {
    const series = await scraped();
    for (const { expr, legendFormat } of targetsOf(cluster)) {
      const [selector] = selectorsIn(expr);
      assert.ok(selector, expr);
      const lines = found(series, selector);
      assert.ok(lines.length > 0, expr);
      const by = /by \(([^)]*)\)/.exec(expr)?.[1]?.split(", ") ?? [];
      const names = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name);
      for (const name of [...by, ...names])
        for (const { labels } of lines) assert.ok(labels[name], `${expr}: no ${name}`);
    }
  });

  it("count each stream and consumer once, where it is led", async () => {
    const valuesOf = async (start: string): Promise<readonly number[]> => {
      const [selector] = rulesOf(cluster)
        .filter(({ expr }) => expr.startsWith(start))
        .flatMap(({ expr }) => selectorsIn(expr));
      assert.ok(selector, start);
      return found(await scraped(), selector).map(({ value }) => value);
    };
    const both = async (): Promise<unknown> =>
      Promise.all(
        ["max(nats_stream_total_messages", "max(nats_consumer_num_pending"].map(valuesOf),
      );
    await until(
      async () => (JSON.stringify(await both()) === `[[${sent}],[${sent}]]` ? true : undefined),
      15_000,
    );
    assert.deepEqual(await both(), [[sent], [sent]]);
  });

  it("are there for the servers that answer, and without a leader where there is none", async function () {
    this.timeout(60_000);
    const rules = rulesOf(cluster);
    const exprOf = (name: string): string =>
      rules.find(({ alert }) => alert === name)?.expr ?? assert.fail(name);
    const [down, leaderless] = [exprOf("NatsServerDown"), exprOf("NatsNoMetaLeader")];
    const count = async (expression: string): Promise<number> => {
      const [selector] = selectorsIn(expression);
      return found(await scraped(), selector ?? assert.fail(expression)).length;
    };
    assert.deepEqual([await count(down), await count(leaderless)], [3, 1]);
    await Promise.all(servers.servers.slice(1).map((server) => server.kill()));
    await until(async () => ((await count(leaderless)) === 0 ? true : undefined), 40_000);
    assert.equal(await count(down), 1);
    await Promise.all(servers.servers.slice(1).map((server) => server.restart()));
    await until(async () => ((await count(leaderless)) === 1 ? true : undefined), 40_000);
    assert.equal(await count(down), 3);
  });
});

describe("the exporter", () => {
  const cluster = resolved({ monitoring: { exporter: true } });
  let server: TestServer;
  let exporter: Exporter;

  before(async () => {
    server = await startNatsServer({ jetstream: false });
    exporter = await startExporter(cluster, server.monitorPort);
  });

  after(async () => {
    await exporter.stop();
    await server.stop();
  });

  it("tells of a server without JetStream", async () => {
    const rule = rulesOf(cluster).find(({ alert }) => alert === "NatsJetStreamDisabled");
    const [selector] = selectorsIn(rule?.expr ?? "");
    const series = readSeries(await exporter.scrape(), { namespace: "shop", pod: "nats-0" });
    assert.deepEqual(
      found(series, selector ?? assert.fail()).map(({ value }) => value),
      [1],
    );
  });

  it("is the release whose image is deployed by default", () => {
    assert.equal(defaultExporter, `natsio/prometheus-nats-exporter:${natsExporter.version}`);
  });
});
