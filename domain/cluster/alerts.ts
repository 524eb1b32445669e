import type { StreamDeclaration } from "../declare";
import type { JsonObject } from "../json";
import { parseSize } from "../units";
import type { Cluster } from "./cluster";
import type { AlertsSpec } from "./spec";

/** One alert, as the Prometheus operator takes it. */
interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold. */
  readonly for: string;
  readonly severity: "critical" | "warning" | "info";
  readonly summary: string;
  readonly stream?: string;
  readonly consumer?: string;
}

/**
 * The alerts of a cluster: servers and their leader, each declared stream against its limits, each declared consumer.
 * Metrics are those of prometheus-nats-exporter with prefix "nats".
 *
 * @returns `spec` of a PrometheusRule
 */
export function alertRules(cluster: Cluster, levels: Required<AlertsSpec>): JsonObject {
  const alerts = [
    ...serverAlerts(cluster),
    ...cluster.streams.flatMap((stream) => [
      ...streamAlerts(cluster, stream, levels),
      ...consumerAlerts(cluster, stream, levels),
    ]),
  ];
  return {
    groups: [{ name: `${cluster.names.namespace}/${cluster.name}`, rules: alerts.map(rule) }],
  };
}

const rule = ({
  alert,
  expr,
  for: span,
  severity,
  summary,
  stream,
  consumer,
}: Alert): JsonObject => ({
  alert,
  expr,
  for: span,
  labels: {
    severity,
    ...(stream !== undefined && { stream }),
    ...(consumer !== undefined && { consumer }),
  },
  annotations: { summary },
});

function serverAlerts(cluster: Cluster): readonly Alert[] {
  const { servers, name } = cluster;
  // the exporter repeats a server's last nats_varz_* values when it has gone, and drops those of JetStream;
  // "or vector(0)" speaks as well when no server is left to be counted
  const up = `(count(nats_server_jetstream_disabled${selector(cluster)}) or vector(0))`;
  const down: Alert = {
    alert: "NatsServerDown",
    expr: `${up} < ${servers}`,
    for: "2m",
    severity: "critical",
    summary: `fewer than ${servers} of ${name}'s servers answer`,
  };
  const disabled: Alert = {
    alert: "NatsJetStreamDisabled",
    expr: `max(nats_server_jetstream_disabled${selector(cluster)}) > 0`,
    for: "1m",
    severity: "critical",
    summary: `a server of ${name} has switched JetStream off`,
  };
  const leaderless: Alert = {
    alert: "NatsNoMetaLeader",
    expr: `absent(nats_server_total_streams${selector(cluster, { is_meta_leader: "true" })})`,
    for: "1m",
    severity: "critical",
    summary: `no server of ${name} leads JetStream: nothing can be created or changed`,
  };
  return [down, disabled, ...(servers > 1 ? [leaderless] : [])];
}

/** Where the oldest messages make room a full stream works as intended; where new ones are refused it does not. */
function streamAlerts(
  cluster: Cluster,
  { name, config }: StreamDeclaration,
  { streamUsagePercent }: Required<AlertsSpec>,
): readonly Alert[] {
  const refuses = config.discard === "new";
  const one = (metric: string, limit: number, noun: string): readonly Alert[] =>
    limit <= 0
      ? []
      : [
          {
            alert: "NatsStreamNearLimit",
            expr: `max(${metric}${selector(cluster, { stream_name: name, is_stream_leader: "true" })}) / ${limit} * 100 > ${streamUsagePercent}`,
            for: "5m",
            severity: refuses ? "warning" : "info",
            summary: `stream ${name} has used ${streamUsagePercent} % of its ${noun}; ${refuses ? "at the limit new messages are refused" : "the oldest messages make room for new ones"}`,
            stream: name,
          },
        ];
  return [
    ...one("nats_stream_total_bytes", bytesOf(config.maxBytes ?? -1), "bytes"),
    ...one("nats_stream_total_messages", config.maxMsgs ?? -1, "messages"),
  ];
}

const consumerAlerts = (
  cluster: Cluster,
  { name: stream, consumers }: StreamDeclaration,
  { consumerLag }: Required<AlertsSpec>,
): readonly Alert[] =>
  consumers.map(({ name }) => ({
    alert: "NatsConsumerLag",
    expr: `max(nats_consumer_num_pending${selector(cluster, { stream_name: stream, consumer_name: name, is_consumer_leader: "true" })}) > ${consumerLag}`,
    for: "5m",
    severity: "warning",
    summary: `consumer ${name} of stream ${stream} is more than ${consumerLag} messages behind`,
    stream,
    consumer: name,
  }));

/** Prometheus gives every metric of a pod its namespace and name. */
function selector(cluster: Cluster, labels: Readonly<Record<string, string>> = {}): string {
  const all = [
    `namespace=${JSON.stringify(cluster.names.namespace)}`,
    `pod=~"${cluster.name}-[0-9]+"`,
    ...Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  ];
  return `{${all.join(", ")}}`;
}

const bytesOf = (size: string | number): number =>
  typeof size === "number" ? size : parseSize(size);
