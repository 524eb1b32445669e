import { join } from "node:path";

/**
 * Everything of the cluster lies here. There is one place per machine and not one per run: the cluster's network and
 * packet filter rules are the machine's too, and whatever a killed run left must be found.
 */
export const runFolder = "/var/lib/nats-stack-cluster";

export const place = (...parts: readonly string[]): string => join(runFolder, ...parts);

export const kubeconfigFile = place("admin.conf");
export const containerdSocket = place("containerd.sock");

/** Environment variable of every process that is started here, and of those that they start. */
export const processMark = { name: "NATS_STACK_CLUSTER", value: runFolder } as const;

export const contextName = "nats-stack-bare";
export const nodeName = "node1";

export const bridge = "nats-stack0";

/** The bridge's own address serves as the node's: it is there whatever other networks the machine has. */
export const addresses = {
  node: "10.244.0.1",
  pods: "10.244.0.0/24",
  services: "10.96.0.0/16",
  apiService: "10.96.0.1",
  dnsService: "10.96.0.10",
} as const;

/** Ports that nothing else on this machine uses; chosen anew at each start. */
export interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly kubelet: number;
  readonly manager: number;
  readonly scheduler: number;
  readonly proxyHealth: number;
  readonly proxyMetrics: number;
}
