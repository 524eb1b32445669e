import type { ClusterSpec, NetworkPolicySpec } from "./spec";

/** Who reaches the servers, and whom they reach, with every default filled in. */
export type ResolvedNetworkPolicy = Required<NetworkPolicySpec>;

/** @returns undefined where no policy is wanted */
export function resolveNetworkPolicy(spec: ClusterSpec): ResolvedNetworkPolicy | undefined {
  if (spec.networkPolicy === false) return undefined;
  const {
    ownNamespace = true,
    clientNamespaces = { "nats-stack/client": "true" },
    monitoringNamespaces = { "nats-stack/monitoring": "true" },
    egress = leadsElsewhere(spec) ? "any" : "servers",
  } = spec.networkPolicy ?? {};
  return { ownNamespace, clientNamespaces, monitoringNamespaces, egress };
}

/**
 * Keys of `raw` with which a server connects to others: routes, gateways, leaf nodes, where JWTs are kept, who vouches for
 * certificates. What an included file holds is not known. nats-server server/opts.go.
 */
const leading = [
  "$include",
  "cluster",
  "gateway",
  "leafnodes",
  "ocsp",
  "operator",
  "resolver",
  "tls",
];

const leadsElsewhere = ({ listeners, raw = {} }: ClusterSpec): boolean =>
  listeners?.gateway !== undefined || leading.some((key) => key in raw);
