import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { hasPasswords, passwordUsers } from "../../domain/cluster/auth";
import type { Cluster } from "../../domain/cluster/cluster";
import { userSecretName } from "../../domain/cluster/names";
import { certificateManifests } from "./certificates";
import {
  authSecretManifest,
  configManifest,
  type Passwords,
  streamsManifest,
  userSecretManifest,
} from "./configuration";
import { dashboardManifest, podMonitorManifest, prometheusRuleManifest } from "./monitoring";
import { namespaceManifest, serviceAccountManifest } from "./namespace";
import { natsBoxManifest } from "./natsBox";
import { disruptionBudgetManifest, networkPolicyManifest } from "./policies";
import { headlessServiceManifest, serviceManifest } from "./services";
import { statefulSetManifest } from "./statefulSet";
import { type Transform, transformed } from "./transform";
import type { ClusterTransforms } from "./transforms";

/** What every child is made with. */
export interface Family {
  /** Name of the component; the children's begin with it. */
  readonly name: string;
  readonly cluster: Cluster;
  readonly transform: ClusterTransforms;
  /** `parent`, and the namespace to wait for and to go with. */
  readonly options: pulumi.CustomResourceOptions;
}

/** Makes the namespace, unless it is somebody else's. */
export function createNamespace({
  name,
  cluster,
  transform,
  options,
}: Family): Namespace | undefined {
  return cluster.namespace.create
    ? new Namespace(
        `${name}-namespace`,
        transformed(namespaceManifest(cluster), transform.namespace),
        options,
      )
    : undefined;
}

/**
 * Makes the servers with their configuration. They wait for what their pods mount and for the service that names them,
 * not for the service of clients: that one is ready only when they are.
 */
export function createServers(family: Family, passwords: Passwords): StatefulSet {
  const { name, cluster, transform, options } = family;
  const users = createUserSecrets(family, passwords);
  const streams = createStreams(family);
  const account = new ServiceAccount(
    `${name}-service-account`,
    transformed(serviceAccountManifest(cluster), transform.serviceAccount),
    options,
  );
  const config = new ConfigMap(
    `${name}-config`,
    transformed(configManifest(cluster), transform.config),
    options,
  );
  const secret = createAuthSecret(family, passwords);
  const headless = new Service(
    `${name}-headless`,
    transformed(headlessServiceManifest(cluster), transform.headlessService),
    options,
  );
  const manifest = statefulSetManifest(cluster, passwordVersion(cluster, secret));
  return new StatefulSet(name, transformed(manifest, transform.statefulSet), {
    ...options,
    dependsOn: [
      ...[account, config, headless, ...(secret ? [secret] : [])],
      // the keeper of a new pod shall read what is declared now, so that it and this deployment want the same
      ...(cluster.keeper ? [streams, ...users] : []),
    ],
  });
}

/** Makes what tells programs, and the keeper, which streams there are. */
const createStreams = ({ name, cluster, transform, options }: Family): ConfigMap =>
  new ConfigMap(
    `${name}-streams`,
    transformed(streamsManifest(cluster), transform.streams),
    options,
  );

function createAuthSecret(
  { name, cluster, transform, options }: Family,
  passwords: Passwords,
): Secret | undefined {
  return hasPasswords(cluster.auth)
    ? new Secret(
        `${name}-auth`,
        transformed(authSecretManifest(cluster, passwords), transform.authSecret),
        options,
      )
    : undefined;
}

/** Where nothing reloads, new passwords need new pods. A checksum of them would be something to guess against. */
const passwordVersion = (
  { reload }: Cluster,
  secret: Secret | undefined,
): Readonly<Record<string, pulumi.Output<string>>> =>
  reload === "restart" && secret ? { "nats-stack/auth": secret.metadata.resourceVersion } : {};

/** Makes one Secret per user with a password. */
const createUserSecrets = (
  { name, cluster, transform, options }: Family,
  passwords: Passwords,
): readonly Secret[] =>
  (cluster.auth ? passwordUsers(cluster.auth) : []).map(
    (user) =>
      new Secret(
        userSecretName(name, user),
        transformed(userSecretManifest(cluster, user, passwords), transform.userSecret),
        options,
      ),
  );

/** Has certificates made, where nobody brings them along. The pods wait for their Secrets. */
export function createCertificates({ name, cluster, transform, options }: Family): void {
  for (const { use, manifest } of certificateManifests(cluster)) {
    custom(`${name}-${use}`, manifest, transform.certificate, options);
  }
}

/** Makes what leads to the servers and protects them. */
export function createAccess({ name, cluster, transform, options }: Family): Service {
  new PodDisruptionBudget(
    `${name}-disruption-budget`,
    transformed(disruptionBudgetManifest(cluster), transform.disruptionBudget),
    options,
  );
  if (cluster.networkPolicy) {
    new NetworkPolicy(
      `${name}-network-policy`,
      transformed(networkPolicyManifest(cluster, cluster.networkPolicy), transform.networkPolicy),
      options,
    );
  }
  return new Service(
    `${name}-service`,
    transformed(serviceManifest(cluster), transform.service),
    options,
  );
}

/** Makes what is for people: metrics, alerts, dashboard, CLI. */
export function createCompanions(family: Family): void {
  const { name, cluster, transform, options } = family;
  if (cluster.natsBox) {
    const manifest = natsBoxManifest(cluster, cluster.natsBox);
    new Deployment(`${name}-box`, transformed(manifest, transform.natsBox), options);
  }
  createMonitoring(family);
}

function createMonitoring({ name, cluster, transform, options }: Family): void {
  const { podMonitor, alerts, dashboard } = cluster.monitoring;
  if (podMonitor) {
    custom(`${name}-pod-monitor`, podMonitorManifest(cluster), transform.podMonitor, options);
  }
  if (alerts) {
    const manifest = prometheusRuleManifest(cluster, alerts);
    custom(`${name}-alerts`, manifest, transform.prometheusRule, options);
  }
  if (dashboard) {
    new ConfigMap(
      `${name}-dashboard`,
      transformed(dashboardManifest(cluster), transform.dashboard),
      options,
    );
  }
}

type CustomResourceArgs = ConstructorParameters<typeof CustomResource>[1];

const custom = (
  name: string,
  manifest: CustomResourceArgs,
  transform: Transform<CustomResourceArgs> | undefined,
  options: pulumi.CustomResourceOptions,
): CustomResource => new CustomResource(name, transformed(manifest, transform), options);
