import type { ClusterSpec } from "../../../domain/cluster/spec";
import { type Cluster, resolveCluster } from "../../../domain/cluster/cluster";
import { clusterProblems } from "../../../domain/cluster/problems";
import { declareSystem, type StreamDeclaration } from "../../../domain/declare";
import { problemLines } from "../../../domain/problem";
import type { StreamConfig } from "../../../domain/stream/streamConfig";
import { observabilityAgent } from "../../../systems/observabilityAgent";
import { sweAiFleet } from "../../../systems/sweAiFleet";

const deployment = {
  project: "nats-stack",
  stack: "golden",
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
} as const;

/** One server, memory streams alone, no users: the shape of a development stack. */
export const development: ClusterSpec = {
  name: observabilityAgent.service,
  namespace: { name: observabilityAgent.namespace },
  system: observabilityAgent.name,
  natsBox: {},
};

export const developmentStreams: readonly StreamDeclaration[] = declareSystem(
  observabilityAgent,
  deployment,
);

/** Three servers, file streams with three replicas, TLS, users and monitoring: the shape of a production stack. */
export const production: ClusterSpec = {
  name: sweAiFleet.service,
  namespace: { name: sweAiFleet.namespace, podSecurity: "enforce" },
  system: sweAiFleet.name,
  servers: 3,
  spread: "required",
  storage: { storageClass: "fast" },
  resources: { cpuRequest: "2", cpuLimit: "2" },
  tls: { secret: "nats-tls" },
  auth: {
    systemUser: "system",
    users: {
      planner: { publishes: ["planning-events"], consumes: ["agent-results/agent-results-worker"] },
      agents: {
        nkey: "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4",
        publishes: ["agent-results"],
        consumes: ["agent-requests/agent-requests-worker"],
        inboxPrefix: "_INBOX_agents",
      },
    },
  },
  monitoring: {
    podMonitor: true,
    alerts: true,
    dashboard: true,
    labels: { release: "prometheus" },
  },
  natsBox: { user: "planner" },
};

export const productionStreams: readonly StreamDeclaration[] = declareSystem(
  { ...sweAiFleet, defaults: { ...sweAiFleet.defaults, replicas: 3 } },
  deployment,
);

/** Everything that nats.conf may hold beside what the two others have. */
export const manifold: ClusterSpec = {
  name: "hub",
  namespace: { name: "shop" },
  servers: 5,
  version: "2.12.8",
  reload: "restart",
  log: "trace",
  timings: { lameDuckGrace: "5s", lameDuckDuration: "2m" },
  limits: { maxPayload: "8MiB", maxConnections: 1000, pingInterval: "1m", writeDeadline: "5s" },
  tls: {
    secret: "clients-tls",
    routes: { secret: "routes-tls" },
    keys: { cert: "cert.pem", key: "key.pem", ca: "ca.pem" },
    verifyClients: true,
    handshakeFirst: true,
  },
  listeners: {
    leafnodes: {},
    websocket: { tls: false, port: 9222 },
    mqtt: {},
    gateway: { remotes: { spoke: ["tls://spoke.example.com:7222"] } },
  },
  raw: {
    server_tags: ["zone:a", 'with "quotes"'],
    max_subscriptions: 100_000,
    jetstream: { sync_interval: "1m", unique_tag: "zone" },
    leafnodes: { no_advertise: true },
    lame_duck_grace_period: null,
  },
};

/** A stream of the system "shop" with these settings. */
export const declared = (name: string, config: StreamConfig = {}): StreamDeclaration => ({
  resource: `shop/${name}`,
  system: "shop",
  name,
  config,
  policy: deployment.policy,
  consumers: [],
});

/** One server in the namespace "shop". */
export const small: ClusterSpec = { name: "nats", namespace: { name: "shop" } };

export const resolved = (
  changes: Partial<ClusterSpec> = {},
  streams: readonly StreamDeclaration[] = [],
): Cluster => resolveCluster({ ...small, ...changes }, streams);

/** The mistakes of a cluster, a line each, without the name in front. */
export const problemsOf = (
  changes: Partial<ClusterSpec>,
  streams: readonly StreamDeclaration[] = [],
): readonly string[] =>
  problemLines(clusterProblems({ ...small, ...changes }, streams)).map((line) =>
    line.replace('cluster "nats": ', ""),
  );
