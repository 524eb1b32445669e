import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { objectLabels } from "../../domain/cluster/names";
import { metadataOf } from "./metadata";

/** @returns the namespace, which says how strictly its pods are judged */
export function namespaceManifest(cluster: Cluster): input.core.v1.Namespace {
  const { name, podSecurity, labels } = cluster.namespace;
  const { "app.kubernetes.io/managed-by": managedBy = "", ...rest } = objectLabels(cluster);
  const partOf = rest["app.kubernetes.io/part-of"];
  return {
    metadata: {
      name,
      labels: {
        "app.kubernetes.io/managed-by": managedBy,
        ...(partOf !== undefined && { "app.kubernetes.io/part-of": partOf }),
        ...podSecurityLabels(podSecurity),
        ...labels,
      },
    },
  };
}

/** @returns the account the servers run as: they ask Kubernetes nothing, so it has no token */
export const serviceAccountManifest = (cluster: Cluster): input.core.v1.ServiceAccount => ({
  metadata: metadataOf(cluster, cluster.name),
  automountServiceAccountToken: false,
});

const podSecurityLabels = (mode: Cluster["namespace"]["podSecurity"]): Record<string, string> =>
  mode === "off" ? {} : { [`pod-security.kubernetes.io/${mode}`]: "restricted" };
