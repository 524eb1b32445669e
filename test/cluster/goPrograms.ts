import type { GoProgram } from "./goProgram";

const versionVariable = "k8s.io/component-base/version";

/** All of Kubernetes' own programs in one; the name it is called by decides which one it is. */
export const kubernetes: GoProgram = {
  name: "kubernetes",
  version: "1.34.4",
  linkerFlags: [
    `-X ${versionVariable}.gitVersion=v1.34.4`,
    `-X ${versionVariable}.gitMajor=1`,
    `-X ${versionVariable}.gitMinor=34`,
  ],
  takes: "10 min",
};

/** The names by which `kubernetes` is called. */
export const kubernetesPrograms = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
] as const;

export const coreDns: GoProgram = {
  name: "coredns",
  version: "1.14.7",
  linkerFlags: [],
  takes: "3 min",
};

export const pause: GoProgram = { name: "pause", version: "1", linkerFlags: [], takes: "5 s" };

/** The NATS CLI of the default nats-box image, or one that takes the same flags. */
export const natsCli: GoProgram = {
  name: "nats",
  version: "0.4.0",
  package: "github.com/nats-io/natscli/nats",
  linkerFlags: ["-X main.version=0.4.0"],
  takes: "1 min",
};

/** The exporter of the default image. */
export const natsExporter: GoProgram = {
  name: "prometheus-nats-exporter",
  version: "0.20.1",
  package: "github.com/nats-io/prometheus-nats-exporter",
  linkerFlags: ["-X main.version=0.20.1"],
  takes: "30 s",
};
