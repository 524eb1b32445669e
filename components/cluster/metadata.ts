import type { Cluster } from "../../domain/cluster/cluster";
import { objectLabels } from "../../domain/cluster/names";

/** Metadata of one object; assignable to that of any manifest. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** @returns metadata of an object in the cluster's namespace */
export const metadataOf = (
  cluster: Cluster,
  name: string,
  component: "nats" | "nats-box" = "nats",
): Metadata => ({
  name,
  namespace: cluster.names.namespace,
  labels: objectLabels(cluster, component),
});
