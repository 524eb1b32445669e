import type { StatefulSet } from "@pulumi/kubernetes/apps/v1";
import type { Namespace, Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { passwordUsers } from "../../domain/cluster/auth";
import { type Cluster, resolveCluster } from "../../domain/cluster/cluster";
import { userSecretName } from "../../domain/cluster/names";
import { passwordProblems } from "../../domain/cluster/passwords";
import { clusterProblems } from "../../domain/cluster/problems";
import type { ClusterSpec } from "../../domain/cluster/spec";
import type { StreamDeclaration } from "../../domain/declare";
import {
  createAccess,
  createCertificates,
  createCompanions,
  createNamespace,
  createServers,
  type Family,
} from "./children";
import type { ClusterTransforms } from "./transforms";

/** Arguments of a {@link NatsCluster}: what is declared of the server and of its streams, and the secrets. */
export interface NatsClusterArgs extends ClusterSpec {
  /** The streams that will live on the servers: sizes, permissions, alerts and `js-streams.json` follow from them. */
  readonly streams: readonly StreamDeclaration[];
  /**
   * By user: the admin and those of `auth.users` without an nkey, and the system user. Whatever is given is a secret in
   * the state.
   * @default none
   */
  readonly passwords?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Changes to single children before they are registered. @default none */
  readonly transform?: ClusterTransforms;
}

/** The objects that others wait for or read. */
export interface ClusterNodes {
  /** Absent where the namespace is not the cluster's own. */
  readonly namespace?: Namespace;
  readonly statefulSet: StatefulSet;
  readonly service: Service;
}

/**
 * The NATS server of one system on Kubernetes, alone or as a cluster of several, with all that surrounds it. Objects,
 * ports and labels have the names of the official Helm chart, so that whoever knows the chart finds his way.
 *
 * The provider must be allowed to change ConfigMaps and Secrets in place (`enableConfigMapMutable`, `enableSecretMutable`):
 * otherwise it replaces them, and running pods look at nothing meanwhile.
 *
 * @example
 * new NatsCluster("shop", { name: "nats", namespace: { name: "shop" }, streams });
 * @example
 * new NatsCluster("shop", {
 *   name: "nats", namespace: { name: "shop" }, streams, servers: 3, tls: { secret: "nats-tls" },
 *   auth: { users: { billing: { consumes: ["ORDERS/billing"] } } },
 *   passwords: { admin: config.requireSecret("adminPassword"), billing: config.requireSecret("billingPassword") },
 *   transform: { service: { spec: { type: "LoadBalancer" } } },
 * });
 */
export class NatsCluster extends pulumi.ComponentResource {
  /** What programs connect to: "nats://nats.shop.svc.cluster.local:4222". */
  readonly url: string;
  /** Where "/jsz" and the like are asked. */
  readonly monitoringUrl: string;
  /** Names of the Secrets in the namespace with `username` and `password`, by user. */
  readonly credentials: Readonly<Record<string, string>>;
  /** All sizes, names and defaults as they came out. */
  readonly resolved: Cluster;
  /** Streams depend on `statefulSet`: all servers are ready then, though perhaps without a leader yet. */
  readonly nodes: ClusterNodes;

  /** @throws InputPropertiesError with every problem of the arguments */
  constructor(name: string, args: NatsClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("nats:index:NatsCluster", name, {}, opts);
    const { streams, passwords = {}, transform = {}, ...spec } = args;
    refuseProblems(spec, streams, Object.keys(passwords));
    this.resolved = resolveCluster(spec, streams);
    const alone: Family = { name, cluster: this.resolved, transform, options: { parent: this } };
    const namespace = createNamespace(alone);
    const family = { ...alone, options: within(namespace, this) };
    const secrets = pulumi.secret(pulumi.all(passwords));
    createCertificates(family);
    const statefulSet = createServers(family, secrets);
    this.nodes = { statefulSet, service: createAccess(family), ...(namespace && { namespace }) };
    createCompanions(family);
    this.url = this.resolved.url;
    this.monitoringUrl = this.resolved.monitoringUrl;
    this.credentials = credentialsOf(this.resolved);
    this.registerOutputs({ url: this.url, monitoringUrl: this.monitoringUrl });
  }
}

/** What lies in a namespace of ours waits for it, and is gone with it: nobody need delete it piece by piece. */
const within = (
  namespace: Namespace | undefined,
  parent: pulumi.Resource,
): pulumi.CustomResourceOptions =>
  namespace ? { parent, dependsOn: [namespace], deletedWith: namespace } : { parent };

/** Everything that is wrong, at once, before any child is registered. */
function refuseProblems(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
  users: readonly string[],
): void {
  const problems = [...clusterProblems(spec, streams), ...passwordProblems(spec, users)];
  if (problems.length > 0) {
    throw new pulumi.InputPropertiesError({
      message: "this cluster cannot be made as it is declared",
      errors: problems.map(({ path, reason }) => ({ propertyPath: path, reason })),
    });
  }
}

const credentialsOf = ({ auth, name }: Cluster): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (auth ? passwordUsers(auth) : []).map((user) => [user, userSecretName(name, user)]),
  );
