import { addresses, kubeconfigFile, nodeName, place, type Ports } from "./places";

/** Names and command lines of the programs, in the order in which they are started. */
export type CommandLines = Readonly<Record<ProgramName, readonly string[]>>;

export type ProgramName =
  | "etcd"
  | "containerd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubelet"
  | "kube-proxy";

const pki = (name: string): string => place("pki", name);
const kubernetes = (name: ProgramName): string => place("bin", name);

/** @returns how each program is called */
export const commandLines = (ports: Ports): CommandLines => ({
  etcd: etcd(ports),
  containerd: ["containerd", "--config", place("containerd.toml")],
  "kube-apiserver": apiServer(ports),
  "kube-controller-manager": [
    kubernetes("kube-controller-manager"),
    ...[`--kubeconfig=${kubeconfigFile}`, "--leader-elect=false", `--secure-port=${ports.manager}`],
    `--service-account-private-key-file=${pki("sa.key")}`,
    `--root-ca-file=${pki("ca.crt")}`,
  ],
  "kube-scheduler": [
    kubernetes("kube-scheduler"),
    ...[`--kubeconfig=${kubeconfigFile}`, "--leader-elect=false"],
    `--secure-port=${ports.scheduler}`,
  ],
  kubelet: [
    kubernetes("kubelet"),
    ...[`--config=${place("kubelet.yaml")}`, `--kubeconfig=${place("kubelet.conf")}`],
    ...[`--hostname-override=${nodeName}`, `--node-ip=${addresses.node}`],
    ...[`--root-dir=${place("kubelet")}`, `--cert-dir=${place("pki")}`],
  ],
  "kube-proxy": [
    kubernetes("kube-proxy"),
    `--config=${place("kube-proxy.yaml")}`,
    `--hostname-override=${nodeName}`,
  ],
});

/** Nothing of it outlives the cluster, so nothing need reach the disk. */
function etcd({ etcd: port, etcdPeer }: Ports): readonly string[] {
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${etcdPeer}`;
  return [
    ...["etcd", "--unsafe-no-fsync", `--data-dir=${place("etcd")}`],
    ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
    ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
    `--initial-cluster=default=${peer}`,
  ];
}

/** Bound to all addresses: pods reach it at the node's, and a person's tools at 127.0.0.1. */
const apiServer = ({ api, etcd: port }: Ports): readonly string[] => [
  kubernetes("kube-apiserver"),
  ...[`--etcd-servers=http://127.0.0.1:${port}`, "--bind-address=0.0.0.0"],
  ...[`--secure-port=${api}`, `--advertise-address=${addresses.node}`],
  ...[`--service-cluster-ip-range=${addresses.services}`, "--allow-privileged=true"],
  `--client-ca-file=${pki("ca.crt")}`,
  `--tls-cert-file=${pki("apiserver.crt")}`,
  `--tls-private-key-file=${pki("apiserver.key")}`,
  `--service-account-key-file=${pki("sa.pub")}`,
  `--service-account-signing-key-file=${pki("sa.key")}`,
  "--service-account-issuer=https://kubernetes.default.svc",
  "--authorization-mode=Node,RBAC",
  // exec, logs and port-forward go by way of the kubelet
  `--kubelet-client-certificate=${pki("admin.crt")}`,
  `--kubelet-client-key=${pki("admin.key")}`,
  "--kubelet-preferred-address-types=InternalIP",
];
