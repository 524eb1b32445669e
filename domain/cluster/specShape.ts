import type { FieldsOf, Shape } from "../shape";
import type { AuthSpec, UserSpec } from "./authSpec";
import type {
  AlertsSpec,
  CertificateSpec,
  ClusterSpec,
  GatewaySpec,
  ImagesSpec,
  KeeperSpec,
  LimitsSpec,
  ListenerSpec,
  ListenersSpec,
  MonitoringSpec,
  NamespaceSpec,
  NatsBoxSpec,
  SeedSpec,
  NetworkPolicySpec,
  ResourcesSpec,
  StorageSpec,
  TimingsSpec,
  TlsSpec,
} from "./spec";

const fields = <T>(of: FieldsOf<T>): Shape => ({ fields: of });
const oneOf = (...texts: readonly string[]): Shape => ({ oneOf: texts });
const labels: Shape = { each: "text" };

const namespace = fields<Omit<NamespaceSpec, "name">>({
  create: "boolean",
  podSecurity: oneOf("enforce", "warn", "off"),
  labels,
});

const images = fields<ImagesSpec>({
  server: "text",
  reloader: "text",
  exporter: "text",
  natsBox: "text",
  pullPolicy: oneOf("Always", "IfNotPresent", "Never"),
  pullSecrets: "texts",
});

const storage = fields<StorageSpec>({
  kind: oneOf("claim", "ephemeral"),
  claim: "text",
  storageClass: "text",
  maxFileStore: "text",
  maxMemoryStore: "text",
});

const user = fields<UserSpec>({
  nkey: "text",
  publishes: "texts",
  consumes: "texts",
  reads: "texts",
  publishSubjects: "texts",
  subscribeSubjects: "texts",
  inboxPrefix: "text",
});

const auth = fields<AuthSpec>({
  account: "text",
  admin: fields<NonNullable<AuthSpec["admin"]>>({ name: "text", nkey: "text" }),
  systemUser: "text",
  users: { each: user },
});

const tls = fields<TlsSpec>({
  secret: "text",
  certificate: fields<CertificateSpec>({
    issuer: "text",
    kind: oneOf("Issuer", "ClusterIssuer"),
  }),
  routes: { either: [fields<{ secret: string }>({ secret: "text" }), "false"] },
  keys: fields<NonNullable<TlsSpec["keys"]>>({ cert: "text", key: "text", ca: "text" }),
  verifyClients: "boolean",
  handshakeFirst: "boolean",
});

const networkPolicy = fields<NetworkPolicySpec>({
  ownNamespace: "boolean",
  clientNamespaces: labels,
  monitoringNamespaces: labels,
  egress: oneOf("servers", "any"),
});

const listener: FieldsOf<ListenerSpec> = { port: "number", tls: "boolean" };

const listeners = fields<ListenersSpec>({
  leafnodes: { fields: listener },
  websocket: { fields: listener },
  mqtt: { fields: listener },
  gateway: fields<GatewaySpec>({ ...listener, remotes: { each: "texts" } }),
});

const monitoring = fields<MonitoringSpec>({
  exporter: "boolean",
  podMonitor: "boolean",
  alerts: {
    either: [
      fields<AlertsSpec>({ streamUsagePercent: "number", consumerLag: "number" }),
      "boolean",
    ],
  },
  dashboard: "boolean",
  labels,
});

/** What a stack may say of its servers; their names are those of the system. */
export const specShape = fields<Omit<ClusterSpec, "name" | "system">>({
  namespace,
  servers: "number",
  version: "text",
  images,
  storage,
  resources: fields<ResourcesSpec>({ memory: "text", cpuRequest: "text", cpuLimit: "text" }),
  auth,
  tls,
  networkPolicy: { either: [networkPolicy, "false"] },
  timings: fields<TimingsSpec>({
    lameDuckGrace: "text",
    lameDuckDuration: "text",
    terminationGrace: "text",
    startup: "text",
  }),
  startWhen: oneOf("server", "streams"),
  spread: oneOf("preferred", "required"),
  reload: oneOf("hot", "restart"),
  listeners,
  limits: fields<LimitsSpec>({
    maxPayload: "text",
    maxConnections: "number",
    pingInterval: "text",
    writeDeadline: "text",
  }),
  log: oneOf("info", "debug", "trace"),
  monitoring,
  natsBox: fields<NatsBoxSpec>({
    user: "text",
    seed: fields<SeedSpec>({ secret: "text", key: "text" }),
  }),
  keeper: { either: ["boolean", fields<KeeperSpec>({ user: "text" })] },
  clusterDomain: "text",
  raw: { each: "any" },
});
