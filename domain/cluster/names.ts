import type { ClusterSpec } from "./spec";

/** Ports as the official chart names and numbers them. */
export const ports = {
  nats: 4222,
  leafnodes: 7422,
  websocket: 8080,
  mqtt: 1883,
  cluster: 6222,
  gateway: 7222,
  monitor: 8222,
  metrics: 7777,
} as const;

/** Names of all objects of a cluster; those of the official chart where it has the object. */
export interface ObjectNames {
  readonly namespace: string;
  readonly service: string;
  readonly headless: string;
  readonly config: string;
  readonly auth: string;
  readonly volume: string;
  readonly streams: string;
  readonly dashboard: string;
  readonly box: string;
}

/** @returns the names of the objects; the StatefulSet, its disruption budget and its account are named as the service */
export const objectNames = ({
  name,
  namespace,
}: Pick<ClusterSpec, "name" | "namespace">): ObjectNames => ({
  namespace: namespace.name,
  service: name,
  headless: `${name}-headless`,
  config: `${name}-config`,
  auth: `${name}-auth`,
  volume: `${name}-js`,
  streams: `${name}-streams`,
  dashboard: `${name}-dashboard`,
  box: `${name}-box`,
});

/** @returns name of the Secret with one user's name and password; users of NATS may have names that no object can have */
export const userSecretName = (cluster: string, user: string): string =>
  `${cluster}-user-${user.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-")}`;

/** @returns the labels by which services and policies find the pods of one component; never change them */
export const selectorLabels = (
  spec: Pick<ClusterSpec, "name">,
  component: "nats" | "nats-box",
): Readonly<Record<string, string>> => ({
  "app.kubernetes.io/component": component,
  "app.kubernetes.io/instance": spec.name,
  "app.kubernetes.io/name": "nats",
});

/** @returns the labels of an object */
export const objectLabels = (
  spec: Pick<ClusterSpec, "name" | "system"> & { readonly version: string },
  component: "nats" | "nats-box" = "nats",
): Readonly<Record<string, string>> => ({
  ...selectorLabels(spec, component),
  "app.kubernetes.io/managed-by": "pulumi",
  ...(spec.system !== undefined && { "app.kubernetes.io/part-of": spec.system }),
  "app.kubernetes.io/version": spec.version,
});

/** @returns the name under which pods of every namespace reach a service */
export const serviceHost = (service: string, namespace: string, domain: string): string =>
  `${service}.${namespace}.svc.${domain}`;

/**
 * The names that a server's certificate must hold: those clients connect to, and those of the routes.
 *
 * @returns for `dnsNames` of a cert-manager Certificate, or the subject alternative names of one brought along
 */
export function certificateNames(
  spec: Pick<ClusterSpec, "name" | "namespace" | "clusterDomain">,
): readonly string[] {
  const { service, headless, namespace } = objectNames(spec);
  const host = serviceHost(service, namespace, spec.clusterDomain ?? "cluster.local");
  const pods = serviceHost(headless, namespace, spec.clusterDomain ?? "cluster.local");
  const client = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, host];
  return [...client, `*.${headless}`, `*.${pods}`, "localhost"];
}
