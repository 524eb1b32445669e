import type { Json, JsonObject } from "../json";
import type { Cluster } from "./cluster";

/** One graph: what it shows and how each line is named. */
interface Graph {
  readonly title: string;
  readonly expr: string;
  readonly legend: string;
  readonly unit: "short" | "bytes" | "ops" | "Bps";
}

const columns = 2;
const width = 12;
const height = 8;

/**
 * A Grafana dashboard of one cluster: its servers, its streams, its consumers.
 *
 * @returns the model that Grafana imports; metrics are those of prometheus-nats-exporter with prefix "nats"
 */
export const dashboardModel = (cluster: Cluster): JsonObject => ({
  uid: `nats-${cluster.names.namespace}-${cluster.name}`.slice(0, 40),
  title: `NATS ${cluster.names.namespace}/${cluster.name}`,
  tags: ["nats", cluster.system],
  editable: false,
  schemaVersion: 39,
  refresh: "30s",
  time: { from: "now-6h", to: "now" },
  templating: { list: [dataSource] },
  panels: graphs(cluster).map(panel),
});

const dataSource: JsonObject = {
  name: "datasource",
  label: "Data source",
  type: "datasource",
  query: "prometheus",
};

const graphs = (cluster: Cluster): readonly Graph[] => [
  ...serverGraphs(podsOf(cluster)),
  ...streamGraphs(podsOf(cluster)),
  ...consumerGraphs(podsOf(cluster)),
];

const podsOf = ({ names, name }: Cluster): string =>
  `namespace="${names.namespace}", pod=~"${name}-[0-9]+"`;

const serverGraphs = (pods: string): readonly Graph[] => {
  const server = (title: string, metric: string, unit: Graph["unit"]): Graph => ({
    title,
    expr: `${metric}{${pods}}`,
    legend: "{{pod}}",
    unit,
  });
  const rate = (title: string, metric: string, unit: Graph["unit"]): Graph => ({
    ...server(title, metric, unit),
    expr: `rate(${metric}{${pods}}[5m])`,
  });
  return [
    {
      title: "Servers that answer",
      // what is known of JetStream goes with the server; the exporter repeats nats_varz_* of one that has gone
      expr: `count(nats_server_jetstream_disabled{${pods}})`,
      legend: "servers",
      unit: "short",
    },
    server("Memory of the servers", "nats_varz_mem", "bytes"),
    server("Connections", "nats_varz_connections", "short"),
    rate("Messages in", "nats_varz_in_msgs", "ops"),
    rate("Bytes in", "nats_varz_in_bytes", "Bps"),
    rate("Bytes out", "nats_varz_out_bytes", "Bps"),
  ];
};

const streamGraphs = (pods: string): readonly Graph[] => {
  const stream = (title: string, metric: string, unit: Graph["unit"]): Graph => ({
    title,
    expr: `max by (stream_name) (${metric}{${pods}, is_stream_leader="true"})`,
    legend: "{{stream_name}}",
    unit,
  });
  return [
    stream("Messages kept", "nats_stream_total_messages", "short"),
    stream("Bytes kept", "nats_stream_total_bytes", "bytes"),
  ];
};

const consumerGraphs = (pods: string): readonly Graph[] => {
  const consumer = (title: string, metric: string): Graph => ({
    title,
    expr: `max by (stream_name, consumer_name) (${metric}{${pods}, is_consumer_leader="true"})`,
    legend: "{{stream_name}} / {{consumer_name}}",
    unit: "short",
  });
  return [
    consumer("Messages waiting", "nats_consumer_num_pending"),
    consumer("Messages not acknowledged", "nats_consumer_num_ack_pending"),
  ];
};

const panel = ({ title, expr, legend, unit }: Graph, index: number): Json => ({
  id: index + 1,
  type: "timeseries",
  title,
  datasource: { type: "prometheus", uid: "${datasource}" },
  gridPos: {
    x: (index % columns) * width,
    y: Math.floor(index / columns) * height,
    w: width,
    h: height,
  },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  targets: [{ refId: "A", expr, legendFormat: legend }],
});
