import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { localTags } from "../images";
import { networkPlugins } from "./hostPackages";
import {
  addresses,
  bridge,
  containerdSocket,
  contextName,
  kubeconfigFile,
  place,
  type Ports,
} from "./places";

const folders = ["bin", "cni", "log", "pki", "volumes"];

/** Files of settings that the programs read. Most of them take JSON where they take YAML. */
export async function writeSettings(ports: Ports): Promise<void> {
  await Promise.all([
    writeFile(place("containerd.toml"), containerd()),
    writeFile(place("cni", "10-bridge.conflist"), JSON.stringify(network())),
    writeFile(place("kubelet.yaml"), JSON.stringify(kubelet(ports))),
    writeFile(place("kube-proxy.yaml"), JSON.stringify(kubeProxy(ports))),
    writeFile(kubeconfigFile, JSON.stringify(kubeconfig("admin", ports))),
    writeFile(place("kubelet.conf"), JSON.stringify(kubeconfig("kubelet", ports))),
  ]);
}

export async function makeFolders(): Promise<void> {
  await mkdir(place(), { recursive: true, mode: 0o711 });
  for (const folder of folders) await mkdir(place(folder), { recursive: true });
}

/**
 * `restrict_oom_score_adj`: without CAP_SYS_RESOURCE runc dies otherwise. The mounts of network name spaces are kept with
 * all other mounts, to be found when everything goes.
 */
const containerd = (): string => `version = 2
root = "${place("containerd")}"
state = "${place("state")}"
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${place("opt")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${localTags.pause}"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${networkPlugins()}"
    conf_dir = "${place("cni")}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "${place("runc")}"
`;

/** Pods reach each other, the node and services; the world outside is not masqueraded for, since no test needs it. */
const network = () => ({
  cniVersion: "0.4.0",
  name: "nats-stack",
  plugins: [
    {
      type: "bridge",
      bridge,
      isGateway: true,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        dataDir: place("ipam"),
        ranges: [[{ subnet: addresses.pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
  ],
});

const kubelet = (ports: Ports) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  address: addresses.node,
  port: ports.kubelet,
  healthzPort: 0,
  cgroupDriver: "cgroupfs",
  failCgroupV1: false,
  failSwapOn: false,
  localStorageCapacityIsolation: false,
  makeIPTablesUtilChains: false,
  podLogsDir: place("pods"),
  volumePluginDir: place("volume-plugins"),
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: false },
    x509: { clientCAFile: place("pki", "ca.crt") },
  },
  authorization: { mode: "AlwaysAllow" },
  clusterDomain: "cluster.local",
  clusterDNS: [addresses.dnsService],
  tlsCertFile: place("pki", "kubelet.crt"),
  tlsPrivateKeyFile: place("pki", "kubelet.key"),
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "1%",
    "imagefs.available": "1%",
  },
});

/** Every connection to a service is masqueraded: its answers come back whether or not bridges pass the packet filter. */
const kubeProxy = (ports: Ports) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig: kubeconfigFile },
  mode: "iptables",
  clusterCIDR: addresses.pods,
  iptables: { masqueradeAll: true, minSyncPeriod: "0s" },
  conntrack: { maxPerCore: 0 },
  healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
  metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
});

/** Certificates are part of the text, so that the file is complete wherever it is copied to. */
const kubeconfig = (user: string, ports: Ports) => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [
    {
      name: contextName,
      cluster: {
        server: `https://127.0.0.1:${ports.api}`,
        "certificate-authority-data": base64("ca.crt"),
      },
    },
  ],
  users: [
    {
      name: user,
      user: {
        "client-certificate-data": base64(`${user}.crt`),
        "client-key-data": base64(`${user}.key`),
      },
    },
  ],
  contexts: [{ name: contextName, context: { cluster: contextName, user } }],
  "current-context": contextName,
});

const base64 = (name: string): string => readFileSync(place("pki", name)).toString("base64");
