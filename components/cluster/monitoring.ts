import type * as apiextensions from "@pulumi/kubernetes/apiextensions";
import type { input } from "@pulumi/kubernetes/types";
import { alertRules } from "../../domain/cluster/alerts";
import type { Cluster } from "../../domain/cluster/cluster";
import { dashboardModel } from "../../domain/cluster/dashboard";
import { selectorLabels } from "../../domain/cluster/names";
import type { AlertsSpec } from "../../domain/cluster/spec";
import { type Metadata, metadataOf } from "./metadata";

type CustomResourceArgs = apiextensions.CustomResourceArgs;

/** @returns what the Prometheus operator reads metrics from: the exporter of each server */
export const podMonitorManifest = (cluster: Cluster): CustomResourceArgs => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PodMonitor",
  metadata: watched(cluster),
  spec: {
    selector: { matchLabels: selectorLabels(cluster, "nats") },
    podMetricsEndpoints: [{ port: "prom-metrics" }],
  },
});

/** @returns the alerts, for the Prometheus operator */
export const prometheusRuleManifest = (
  cluster: Cluster,
  levels: Required<AlertsSpec>,
): CustomResourceArgs => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: watched(cluster),
  spec: alertRules(cluster, levels),
});

/** @returns the dashboard, labelled as Grafana's side-car expects it */
export const dashboardManifest = (cluster: Cluster): input.core.v1.ConfigMap => ({
  metadata: labelled(metadataOf(cluster, cluster.names.dashboard), { grafana_dashboard: "1" }),
  data: {
    [`${cluster.names.namespace}-${cluster.name}.json`]: `${JSON.stringify(dashboardModel(cluster), undefined, 2)}\n`,
  },
});

/** Prometheus chooses what it reads by labels of its own. */
const watched = (cluster: Cluster): Metadata =>
  labelled(metadataOf(cluster, cluster.name), cluster.monitoring.labels);

const labelled = (metadata: Metadata, labels: Metadata["labels"]): Metadata => ({
  ...metadata,
  labels: { ...metadata.labels, ...labels },
});
