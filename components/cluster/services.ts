import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { selectorLabels } from "../../domain/cluster/names";
import { metadataOf } from "./metadata";
import { type ServerPort, serverPorts } from "./ports";

/** @returns the service that programs connect to; it leads to servers that are ready */
export const serviceManifest = (cluster: Cluster): input.core.v1.Service => ({
  metadata: metadataOf(cluster, cluster.names.service),
  spec: {
    type: "ClusterIP",
    selector: selectorLabels(cluster, "nats"),
    ports: serverPorts(cluster)
      .filter((port) => port.for === "clients" || port.for === "monitoring")
      .map(servicePort),
  },
});

/**
 * @returns the service that gives each server its name; servers find each other by it before any of them is ready, since
 * they become ready only together
 */
export const headlessServiceManifest = (cluster: Cluster): input.core.v1.Service => ({
  metadata: metadataOf(cluster, cluster.names.headless),
  spec: {
    type: "ClusterIP",
    clusterIP: "None",
    publishNotReadyAddresses: true,
    selector: selectorLabels(cluster, "nats"),
    ports: serverPorts(cluster).map(servicePort),
  },
});

const servicePort = ({ name, port, appProtocol }: ServerPort): input.core.v1.ServicePort => ({
  name,
  port,
  targetPort: name,
  protocol: "TCP",
  appProtocol,
});
