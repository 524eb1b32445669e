import type { StreamDeclaration } from "../declare";
import type { JsonObject } from "../json";
import { parseDuration } from "../units";
import { type ResolvedAuth, resolveAuth } from "./auth";
import { defaultVersion, type ResolvedImages, resolveImages } from "./images";
import { type ResolvedKeeper, resolveKeeper } from "./keeper";
import { type ResolvedListeners, resolveListeners } from "./listeners";
import { type ObjectNames, objectNames, ports, serviceHost } from "./names";
import { type ResolvedNetworkPolicy, resolveNetworkPolicy } from "./networkPolicy";
import { sizeCluster, type Sizing } from "./sizing";
import type { AlertsSpec, ClusterSpec, LimitsSpec, MonitoringSpec, NatsBoxSpec } from "./spec";
import { type ResolvedTls, resolveTls } from "./tls";

/** A cluster with every default filled in: what all objects are built from. */
export interface Cluster {
  readonly name: string;
  readonly system: string;
  readonly names: ObjectNames;
  readonly namespace: {
    readonly name: string;
    readonly create: boolean;
    readonly podSecurity: "enforce" | "warn" | "off";
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly servers: number;
  readonly version: string;
  readonly images: ResolvedImages;
  readonly sizing: Sizing;
  readonly storageClass?: string;
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly auth?: ResolvedAuth;
  readonly tls?: ResolvedTls;
  readonly networkPolicy?: ResolvedNetworkPolicy;
  readonly timings: ResolvedTimings;
  readonly startWhen: "server" | "streams";
  readonly spread: "preferred" | "required";
  readonly reload: "hot" | "restart";
  readonly listeners: ResolvedListeners;
  readonly limits: LimitsSpec;
  readonly log: "info" | "debug" | "trace";
  readonly monitoring: ResolvedMonitoring;
  readonly natsBox?: NatsBoxSpec;
  readonly keeper?: ResolvedKeeper;
  readonly clusterDomain: string;
  readonly raw: JsonObject;
  readonly streams: readonly StreamDeclaration[];
  /** What clients connect to: "nats://nats.shop.svc.cluster.local:4222". */
  readonly url: string;
  readonly monitoringUrl: string;
}

/** Whole seconds. */
export interface ResolvedTimings {
  readonly lameDuckGrace: number;
  readonly lameDuckDuration: number;
  readonly terminationGrace: number;
  readonly startup: number;
}

export interface ResolvedMonitoring {
  readonly exporter: boolean;
  readonly podMonitor: boolean;
  readonly alerts?: Required<AlertsSpec>;
  readonly dashboard: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Fills in the defaults of a cluster.
 *
 * @param spec `clusterProblems` found nothing in it
 * @param streams what is declared for it, which decides its sizes
 */
export function resolveCluster(spec: ClusterSpec, streams: readonly StreamDeclaration[]): Cluster {
  const { servers = 1, version = defaultVersion, clusterDomain = "cluster.local" } = spec;
  const system = spec.system ?? spec.namespace.name;
  const host = serviceHost(spec.name, spec.namespace.name, clusterDomain);
  return {
    ...identity(spec, system, version),
    servers,
    images: resolveImages(spec.images ?? {}, version),
    sizing: sizeCluster(spec, streams),
    ...optionalParts(spec, system, resolveKeeper(spec, streams)),
    cpu: {
      request: spec.resources?.cpuRequest ?? "100m",
      limit: spec.resources?.cpuLimit ?? "2",
    },
    timings: timings(spec),
    startWhen: spec.startWhen ?? (servers > 1 ? "streams" : "server"),
    spread: spec.spread ?? "preferred",
    reload: spec.reload ?? "hot",
    listeners: resolveListeners(spec),
    limits: spec.limits ?? {},
    log: spec.log ?? "info",
    monitoring: monitoring(spec.monitoring ?? {}),
    clusterDomain,
    raw: spec.raw ?? {},
    streams,
    url: `${spec.tls ? "tls" : "nats"}://${host}:${ports.nats}`,
    monitoringUrl: `http://${host}:${ports.monitor}`,
  };
}

function identity(spec: ClusterSpec, system: string, version: string) {
  const { name, create = true, podSecurity = "warn", labels = {} } = spec.namespace;
  return {
    name: spec.name,
    system,
    version,
    names: objectNames(spec),
    namespace: { name, create, podSecurity, labels },
  };
}

/** Parts that a cluster may not have. */
function optionalParts(spec: ClusterSpec, system: string, keeper: ResolvedKeeper | undefined) {
  const { storage, auth, tls, natsBox } = spec;
  const networkPolicy = resolveNetworkPolicy(spec);
  return {
    ...(storage?.storageClass !== undefined && { storageClass: storage.storageClass }),
    ...(auth && { auth: resolveAuth(auth, system) }),
    ...(tls && { tls: resolveTls(tls, spec) }),
    ...(networkPolicy && { networkPolicy }),
    ...(natsBox && { natsBox }),
    ...(keeper && { keeper }),
  };
}

function timings({ timings: given = {} }: ClusterSpec): ResolvedTimings {
  const seconds = (text: string): number => Math.ceil(parseDuration(text) / 1e9);
  const lameDuckDuration = seconds(given.lameDuckDuration ?? "30s");
  return {
    lameDuckGrace: seconds(given.lameDuckGrace ?? "10s"),
    lameDuckDuration,
    terminationGrace: given.terminationGrace
      ? seconds(given.terminationGrace)
      : lameDuckDuration + 30,
    startup: seconds(given.startup ?? "15m"),
  };
}

function monitoring(given: MonitoringSpec): ResolvedMonitoring {
  const { podMonitor = false, dashboard = false, labels = {}, alerts = false } = given;
  const wanted = alerts === true ? {} : alerts;
  return {
    exporter: given.exporter ?? (podMonitor || dashboard || wanted !== false),
    podMonitor,
    dashboard,
    labels,
    ...(wanted !== false && {
      alerts: {
        streamUsagePercent: wanted.streamUsagePercent ?? 90,
        consumerLag: wanted.consumerLag ?? 10_000,
      },
    }),
  };
}
