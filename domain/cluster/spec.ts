import type { JsonObject } from "../json";
import type { Duration, Size } from "../units";
import type { AuthSpec } from "./authSpec";

/**
 * The NATS server of one system on Kubernetes, as a person declares it. Plain data: no secret ever stands in it.
 * Everything but `name` and `namespace` may be left out; sizes then follow from the declared streams.
 *
 * @example
 * { name: "nats", namespace: { name: "shop" } }
 * @example
 * { name: "nats", namespace: { name: "shop" }, servers: 3, tls: { secret: "nats-tls" }, auth: { users: {} } }
 */
export interface ClusterSpec {
  /** Name of the client service and of the StatefulSet, and what all other objects' names begin with; at most 52 characters. */
  readonly name: string;
  readonly namespace: NamespaceSpec;
  /** What the objects are a part of, as a label; the account of `auth` is named after it. @default the namespace's name */
  readonly system?: string;
  /** How many servers. With more than one they form a cluster, which takes at least three. @default 1 */
  readonly servers?: 1 | 3 | 5;
  /** A nats-server release. A change rolls one server after the other. @default "2.15.1" */
  readonly version?: string;
  readonly images?: ImagesSpec;
  readonly storage?: StorageSpec;
  readonly resources?: ResourcesSpec;
  /** Who may connect and do what. @default nobody is asked who he is */
  readonly auth?: AuthSpec;
  /** Encrypts clients and routes. @default nothing is encrypted */
  readonly tls?: TlsSpec;
  /** Who reaches the servers; `false` leaves that to the cluster. @default own namespace and labelled namespaces */
  readonly networkPolicy?: NetworkPolicySpec | false;
  readonly timings?: TimingsSpec;
  /**
   * When a starting server counts as started: once it takes connections, or once all its streams and consumers are in
   * step as well. The second makes an upgrade wait for healthy streams, but one broken consumer can hold it up.
   * @default "server" for one server, "streams" for a cluster
   */
  readonly startWhen?: "server" | "streams";
  /** Whether servers may share a node: rather not, or never (a pod without a node of its own then waits). @default "preferred" */
  readonly spread?: "preferred" | "required";
  /**
   * What a changed configuration does. "hot": a small container signals the server, which takes over users, permissions,
   * certificates, routes and limits of connections without a restart; whatever else is changed rolls the pods. It runs
   * `sh` from the reloader image. "restart": every change rolls the pods, and the reloader is left out.
   * @default "hot"
   */
  readonly reload?: "hot" | "restart";
  readonly listeners?: ListenersSpec;
  readonly limits?: LimitsSpec;
  /** How much the server logs. "trace" logs messages. @default "info" */
  readonly log?: "info" | "debug" | "trace";
  readonly monitoring?: MonitoringSpec;
  /** A pod with the nats CLI, pointed at the server. @default none */
  readonly natsBox?: NatsBoxSpec;
  /**
   * A small container beside a server that runs alone. After each start of the server it makes the declared streams and
   * consumers again that a new pod forgets: those in memory, and all where storage is "ephemeral". It runs the nats CLI of
   * the natsBox image and never touches what is there.
   * @default true where there is something to make again and the keeper can log in
   */
  readonly keeper?: boolean | KeeperSpec;
  /** Domain of the Kubernetes cluster. @default "cluster.local" */
  readonly clusterDomain?: string;
  /**
   * Merged into nats.conf last: objects key by key, all else replaces, null removes. "<< $NAME >>" is a variable, the
   * key "$include" includes a file. A secret in clear is refused.
   * @see nats-server conf/parse.go
   */
  readonly raw?: JsonObject;
}

export interface NamespaceSpec {
  /** A change replaces everything in it. */
  readonly name: string;
  /** Whether it is made, and removed, with the cluster. @default true */
  readonly create?: boolean;
  /**
   * What the cluster does with pods in it that the "restricted" standard refuses; those of the server pass.
   * @default "warn"
   */
  readonly podSecurity?: "enforce" | "warn" | "off";
  readonly labels?: Readonly<Record<string, string>>;
}

/** Images by role, complete with tag or digest. The defaults get their digests by `npm run images`. */
export interface ImagesSpec {
  /** @default "nats:<version>-alpine" */
  readonly server?: string;
  /** Any image with sh, cat, sleep, sha256sum and nats-server. @default the server's */
  readonly reloader?: string;
  /** @default "natsio/prometheus-nats-exporter:0.20.1" */
  readonly exporter?: string;
  /** @default "natsio/nats-box:0.19.7" */
  readonly natsBox?: string;
  readonly pullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Names of Secrets to pull with. */
  readonly pullSecrets?: readonly string[];
}

/** Where streams are kept. Sizes left out follow from the declared streams; those given are checked against them. */
export interface StorageSpec {
  /**
   * A volume claim per server, or a folder that is gone with the pod. A cluster needs claims: its servers vote from disk.
   * @default "claim" where a stream is stored in files or there are several servers, else "ephemeral"
   */
  readonly kind?: "claim" | "ephemeral";
  /** Size of each claim. A change replaces the StatefulSet; claims that exist keep their size. @default from the streams */
  readonly claim?: Size;
  /** A change replaces the StatefulSet; claims that exist keep theirs. @default the cluster's own */
  readonly storageClass?: string;
  /** What file streams may take on each server, below what the claim holds when formatted. @default 85 % of the claim */
  readonly maxFileStore?: Size;
  /** What memory streams may take on each server. @default from the streams */
  readonly maxMemoryStore?: Size;
}

/** Resources of each server. */
export interface ResourcesSpec {
  /** Request and limit of memory; the Go runtime is told 80 % of it. @default from the streams */
  readonly memory?: Size;
  /** Kubernetes quantity, such as "500m" or "2". @default "100m" */
  readonly cpuRequest?: string;
  /** Kubernetes quantity. @default "2" */
  readonly cpuLimit?: string;
}

/**
 * Certificates in a Secret, from cert-manager or brought along. It must hold the names that `certificateNames` lists, and
 * serve for client authentication as well where routes use it.
 */
export interface TlsSpec {
  /** Name of the Secret, in the same namespace. */
  readonly secret: string;
  /**
   * Has cert-manager make the certificate, with the right names, and put it into the Secret.
   * @default the Secret is brought along: the pods wait for it
   */
  readonly certificate?: CertificateSpec;
  /** Another Secret for the routes among the servers, or `false` for plain routes. @default the same */
  readonly routes?: { readonly secret: string } | false;
  /** Keys in these Secrets. @default "tls.crt", "tls.key", "ca.crt" */
  readonly keys?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  /** Demands a certificate of every client. @default false */
  readonly verifyClients?: boolean;
  /** TLS before the server's greeting; every client must be told. @default false */
  readonly handshakeFirst?: boolean;
}

/** Who signs; he must put his authority into the Secret, as "ca.crt", which those of public authorities do not. */
export interface CertificateSpec {
  /** Name of an issuer of cert-manager. */
  readonly issuer: string;
  /** An issuer of the cluster, or one of the same namespace. @default "ClusterIssuer" */
  readonly kind?: "Issuer" | "ClusterIssuer";
}

export interface NetworkPolicySpec {
  /** Whether pods of the same namespace are clients. @default true */
  readonly ownNamespace?: boolean;
  /** Labels of namespaces whose pods are clients. @default { "nats-stack/client": "true" } */
  readonly clientNamespaces?: Readonly<Record<string, string>>;
  /** Labels of namespaces that may read monitoring and metrics. @default { "nats-stack/monitoring": "true" } */
  readonly monitoringNamespaces?: Readonly<Record<string, string>>;
  /**
   * What the servers may connect to: one another and name servers, or anything.
   * @default "servers" where nothing is declared that leads elsewhere, as a gateway does, or leafnodes in `raw`
   */
  readonly egress?: "servers" | "any";
}

/** How servers start and leave. */
export interface TimingsSpec {
  /** How long a leaving server only refuses newcomers before it closes connections. @default "10s" */
  readonly lameDuckGrace?: Duration;
  /** Within which time a leaving server closes its connections, grace included; 30s or more. @default "30s" */
  readonly lameDuckDuration?: Duration;
  /** After which a leaving pod is killed; 20s or more above `lameDuckDuration`. @default that plus "30s" */
  readonly terminationGrace?: Duration;
  /** How long a server may take to start, to recover its streams above all. @default "15m" */
  readonly startup?: Duration;
}

/** Further protocols the servers speak; each has its port in the services. What is not typed here goes to `raw`. */
export interface ListenersSpec {
  /** @default port 7422 */
  readonly leafnodes?: ListenerSpec;
  /** @default port 8080 */
  readonly websocket?: ListenerSpec;
  /** @default port 1883 */
  readonly mqtt?: ListenerSpec;
  /** Connects to other clusters; its name is the cluster's. @default port 7222 */
  readonly gateway?: GatewaySpec;
}

export interface ListenerSpec {
  readonly port?: number;
  /** Whether it uses the certificates of `tls`. @default whether there are any */
  readonly tls?: boolean;
}

export interface GatewaySpec extends ListenerSpec {
  /** Addresses of the other clusters, by name. */
  readonly remotes: Readonly<Record<string, readonly string[]>>;
}

export interface LimitsSpec {
  /** The largest message; 64 MiB at most. @default "1MiB" */
  readonly maxPayload?: Size;
  /** Clients per server. @default 65536 */
  readonly maxConnections?: number;
  /** How often an idle client is asked whether it lives. @default "2m" */
  readonly pingInterval?: Duration;
  /** How long a slow client may block the server before it is dropped. @default "10s" */
  readonly writeDeadline?: Duration;
}

/** Everything is off unless it is switched on. Objects of the Prometheus operator need its definitions in the cluster. */
export interface MonitoringSpec {
  /** A container beside each server that speaks Prometheus, port 7777. @default false; true with any of the others */
  readonly exporter?: boolean;
  readonly podMonitor?: boolean;
  /** A PrometheusRule. */
  readonly alerts?: boolean | AlertsSpec;
  /** A ConfigMap that Grafana's side-car picks up. */
  readonly dashboard?: boolean;
  /** Labels by which Prometheus finds PodMonitor and PrometheusRule, such as { release: "prometheus" }. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertsSpec {
  /** Share of a stream's limit, in percent, above which to warn. @default 90 */
  readonly streamUsagePercent?: number;
  /** Messages a consumer may be behind. @default 10000 */
  readonly consumerLag?: number;
}

export interface NatsBoxSpec {
  /** As whom it connects, a user of `auth`. @default the admin */
  readonly user?: string;
  /** Where the seed of a user with an nkey is kept. The Secret is brought along: the pod waits for it. */
  readonly seed?: SeedSpec;
}

export interface SeedSpec {
  /** Name of the Secret, in the same namespace. */
  readonly secret: string;
  /** @default "seed" */
  readonly key?: string;
}

export interface KeeperSpec {
  /** As whom it connects: a user of `auth` with a password who may ask for and create streams. @default the admin */
  readonly user?: string;
}
