import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { ports, selectorLabels } from "../../domain/cluster/names";
import { metadataOf } from "./metadata";
import { type ServerPort, serverPorts } from "./ports";

type Policy = input.networking.v1.NetworkPolicy;
type Rule = input.networking.v1.NetworkPolicyIngressRule;
type Peer = input.networking.v1.NetworkPolicyPeer;

/** @returns the promise that nodes are drained one server at a time: the others keep a majority */
export const disruptionBudgetManifest = (
  cluster: Cluster,
): input.policy.v1.PodDisruptionBudget => ({
  metadata: metadataOf(cluster, cluster.name),
  spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(cluster, "nats") } },
});

/**
 * @param allowed who is a client and who may watch
 * @returns the policy that lets in clients, watchers and the servers themselves, and lets servers out to one another alone,
 * unless something declared leads elsewhere
 */
export function networkPolicyManifest(
  cluster: Cluster,
  allowed: NonNullable<Cluster["networkPolicy"]>,
): Policy {
  return {
    metadata: metadataOf(cluster, cluster.name),
    spec: {
      podSelector: { matchLabels: selectorLabels(cluster, "nats") },
      policyTypes: allowed.egress === "any" ? ["Ingress"] : ["Ingress", "Egress"],
      ingress: ingress(cluster, allowed),
      ...(allowed.egress === "servers" && { egress: egress(cluster) }),
    },
  };
}

function ingress(cluster: Cluster, allowed: NonNullable<Cluster["networkPolicy"]>): Rule[] {
  const own: readonly Peer[] = allowed.ownNamespace
    ? [{ podSelector: {} }]
    : [{ podSelector: { matchLabels: selectorLabels(cluster, "nats-box") } }];
  const from = (labels: Readonly<Record<string, string>>): Peer[] => [
    ...own,
    { namespaceSelector: { matchLabels: labels } },
  ];
  const metrics = cluster.monitoring.exporter ? [ports.metrics] : [];
  return [
    ...rule(numbers(cluster, "clients"), from(allowed.clientNamespaces)),
    ...rule([...numbers(cluster, "monitoring"), ...metrics], from(allowed.monitoringNamespaces)),
    ...rule(numbers(cluster, "routes"), servers(cluster)),
    // other clusters come from outside, where no label is known
    ...rule(numbers(cluster, "gateways")),
  ];
}

const servers = (cluster: Cluster): Peer[] => [
  { podSelector: { matchLabels: selectorLabels(cluster, "nats") } },
];

/** Where a service of name servers has port 53, their pods may have another one, and it is the pods' that counts. */
const namePorts = [53, 5353];

const egress = (cluster: Cluster): input.networking.v1.NetworkPolicyEgressRule[] => {
  const routes = numbers(cluster, "routes").map((port) => ({ port, protocol: "TCP" }));
  return [
    ...(routes.length > 0 ? [{ ports: routes, to: servers(cluster) }] : []),
    // wherever they are: some clusters have them on each node
    {
      ports: namePorts.flatMap((port) => [
        { port, protocol: "UDP" },
        { port, protocol: "TCP" },
      ]),
    },
  ];
};

const numbers = (cluster: Cluster, who: ServerPort["for"]): readonly number[] =>
  serverPorts(cluster)
    .filter((port) => port.for === who)
    .map(({ port }) => port);

const rule = (numbers: readonly number[], from?: Peer[]): readonly Rule[] =>
  numbers.length === 0
    ? []
    : [{ ports: numbers.map((port) => ({ port, protocol: "TCP" })), ...(from && { from }) }];
