import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { objectLabels, selectorLabels } from "../../domain/cluster/names";
import { podManagementPolicy } from "../../domain/cluster/replacedServers";
import { configChecksum } from "./configuration";
import { podContainers } from "./containers";
import { metadataOf } from "./metadata";
import { podSecurity } from "./security";
import { claimTemplates, podVolumes } from "./volumes";

/**
 * @param annotations further annotations of the pods; a change rolls them
 * @returns the servers. All start at once: a cluster becomes ready only together. They are changed one at a time
 */
export function statefulSetManifest(
  cluster: Cluster,
  annotations: Readonly<Record<string, pulumi.Input<string>>> = {},
): input.apps.v1.StatefulSet & { readonly spec: input.apps.v1.StatefulSetSpec } {
  const claims = claimTemplates(cluster);
  return {
    metadata: metadataOf(cluster, cluster.name),
    spec: {
      serviceName: cluster.names.headless,
      replicas: cluster.servers,
      podManagementPolicy,
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: selectorLabels(cluster, "nats") },
      template: podTemplate(cluster, annotations),
      ...(claims.length > 0 && { volumeClaimTemplates: claims }),
    },
  };
}

const podTemplate = (
  cluster: Cluster,
  annotations: Readonly<Record<string, pulumi.Input<string>>>,
): input.core.v1.PodTemplateSpec => ({
  metadata: {
    labels: objectLabels(cluster),
    annotations: { "checksum/config": configChecksum(cluster), ...annotations },
  },
  spec: {
    serviceAccountName: cluster.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // the reloader signals a process of the server's container
    ...(cluster.reload === "hot" && { shareProcessNamespace: true }),
    terminationGracePeriodSeconds: cluster.timings.terminationGrace,
    securityContext: podSecurity,
    ...pullSecrets(cluster),
    ...(cluster.servers > 1 && placement(cluster)),
    containers: podContainers(cluster),
    volumes: podVolumes(cluster),
  },
});

const pullSecrets = ({ images }: Cluster): Pick<input.core.v1.PodSpec, "imagePullSecrets"> =>
  images.pullSecrets.length === 0
    ? {}
    : { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) };

/** Servers on different nodes, and nodes in different zones where there are any. */
function placement(
  cluster: Cluster,
): Pick<input.core.v1.PodSpec, "affinity" | "topologySpreadConstraints"> {
  const required = cluster.spread === "required";
  const term: input.core.v1.PodAffinityTerm = {
    topologyKey: "kubernetes.io/hostname",
    labelSelector: { matchLabels: selectorLabels(cluster, "nats") },
  };
  return {
    affinity: {
      podAntiAffinity: required
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, podAffinityTerm: term },
            ],
          },
    },
    topologySpreadConstraints: [
      spreadOver("topology.kubernetes.io/zone", cluster, false),
      spreadOver("kubernetes.io/hostname", cluster, required),
    ],
  };
}

const spreadOver = (
  topologyKey: string,
  cluster: Cluster,
  required: boolean,
): input.core.v1.TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: required ? "DoNotSchedule" : "ScheduleAnyway",
  labelSelector: { matchLabels: selectorLabels(cluster, "nats") },
});
