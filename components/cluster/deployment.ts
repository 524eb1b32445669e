import { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import { withBucketStreams } from "../../domain/bucket/declareBuckets";
import type { Settings } from "../../domain/settings";
import type { DeclaredSystem } from "../announce";
import { kubeAccess, type ReadConfig } from "../../targets/target";
import type { Servers } from "../servers";
import { verifySystem } from "../verification";
import { NatsCluster } from "./natsCluster";
import { specFor } from "../../domain/cluster/stackSpec";
import { passwordsFrom } from "./spec";

/** Deploys the servers of every system to Kubernetes. */
export function deployClusters(
  declared: readonly DeclaredSystem[],
  settings: Settings,
  read: ReadConfig,
): Servers {
  const provider = kubernetesProvider(read);
  const { protect } = settings;
  const clusters = new Map<DeclaredSystem, NatsCluster>();
  for (const each of declared) {
    const { name } = each.system;
    const spec = specFor(each.system, settings);
    const cluster = new NatsCluster(
      name,
      {
        ...spec,
        streams: withBucketStreams(each.streams, each.buckets),
        passwords: passwordsFrom(spec, name, read),
      },
      { provider, ...(protect && { protect }) },
    );
    clusters.set(each, cluster);
  }
  return {
    optionsFor: (system) => optionsOn(clusters.get(system), settings),
    verify: (system, made) => {
      const cluster = clusters.get(system);
      if (cluster) verifySystem(system, cluster, made);
    },
  };
}

/**
 * What the streams of a system wait for and go with. Where data may be lost they go with their namespace, so that a
 * `destroy` needs no server; else each is deleted by itself, and its guard asked.
 */
function optionsOn(
  cluster: NatsCluster | undefined,
  { policy, protect }: Settings,
): pulumi.CustomResourceOptions {
  if (!cluster) return {};
  const { namespace, statefulSet, service } = cluster.nodes;
  return {
    dependsOn: [statefulSet, service],
    ...(policy.dataLoss === "allow" && namespace !== undefined && { deletedWith: namespace }),
    ...(protect && { protect }),
  };
}

/** ConfigMaps and Secrets change in place: replaced ones would leave running pods without any for a moment. */
const kubernetesProvider = (read: ReadConfig): Provider =>
  new Provider("kubernetes", {
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    ...kubeAccess(read),
  });
