import type { KubernetesApi } from "../plugins/api.cjs";
import { localTags } from "../images";
import { addresses } from "./places";

const namespace = "kube-system";
const labels = { "k8s-app": "kube-dns" };
const metadata = { name: "coredns", namespace };

/** Names outside the cluster are not answered: no test asks for one. */
const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa
  cache 5
}
`;

const container = {
  name: "coredns",
  image: localTags.coreDns,
  imagePullPolicy: "Never",
  args: ["-conf", "/etc/coredns/Corefile"],
  readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
  volumeMounts: [{ name: "config", mountPath: "/etc/coredns" }],
};

const objects = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "coredns" },
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      name: "cluster-admin",
    },
    subjects: [{ kind: "ServiceAccount", ...metadata }],
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: corefile } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "coredns",
          containers: [container],
          volumes: [{ name: "config", configMap: { name: "coredns" } }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace },
    spec: {
      clusterIP: addresses.dnsService,
      selector: labels,
      ports: [
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53, protocol: "TCP" },
      ],
    },
  },
] as const;

/** Starts the cluster's name server, by which servers find each other. */
export async function startNameServer(api: KubernetesApi): Promise<void> {
  for (const object of objects) await api.apply(object);
}

/** @returns whether it answers */
export async function isNameServerReady(api: KubernetesApi): Promise<boolean> {
  const live = await api.get({ apiVersion: "apps/v1", kind: "Deployment", metadata });
  const status = live?.["status"] as { readonly availableReplicas?: number } | undefined;
  return (status?.availableReplicas ?? 0) > 0;
}
