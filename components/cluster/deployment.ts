import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { withBucketStreams } from "../../domain/bucket/declareBuckets";
import type { Settings } from "../../domain/settings";
import type { DeclaredSystem } from "../announce";
import { kubeAccess, type ReadConfig } from "../../targets/target";
import { NatsCluster } from "./natsCluster";
import { passwordsFrom, specOf } from "./spec";

/**
 * Deploys the servers of every system to Kubernetes.
 *
 * @returns what the streams of a system wait for and go with. Where data may be lost they go with their namespace, so
 *   that a `destroy` needs no server; else each is deleted by itself, and its guard asked
 */
export function deployClusters(
  declared: readonly DeclaredSystem[],
  settings: Settings,
  read: ReadConfig,
): (system: DeclaredSystem) => pulumi.CustomResourceOptions {
  const provider = kubernetesProvider(read);
  const { protect } = settings;
  const options = new Map<DeclaredSystem, pulumi.CustomResourceOptions>();
  for (const each of declared) {
    const { nodes } = new NatsCluster(
      each.system.name,
      {
        ...specOf(each.system, settings),
        streams: withBucketStreams(each.streams, each.buckets),
        passwords: passwordsFrom(read),
      },
      { provider, ...(protect && { protect }) },
    );
    const disposable = settings.policy.dataLoss === "allow" && nodes.namespace !== undefined;
    options.set(each, {
      dependsOn: [nodes.statefulSet, nodes.service],
      ...(disposable && { deletedWith: nodes.namespace }),
      ...(protect && { protect }),
    });
  }
  return (system) => options.get(system) ?? {};
}

/** ConfigMaps and Secrets change in place: replaced ones would leave running pods without any for a moment. */
const kubernetesProvider = (read: ReadConfig): Provider =>
  new Provider("kubernetes", {
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    ...kubeAccess(read),
  });
