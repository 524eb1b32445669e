import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions";
import type { DeploymentArgs, StatefulSetArgs } from "@pulumi/kubernetes/apps/v1";
import type {
  ConfigMapArgs,
  NamespaceArgs,
  SecretArgs,
  ServiceAccountArgs,
  ServiceArgs,
} from "@pulumi/kubernetes/core/v1";
import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type { PodDisruptionBudgetArgs } from "@pulumi/kubernetes/policy/v1";
import type { Transform } from "./transform";

/** A way to change each child; that of a child which does not exist is never asked. */
export interface ClusterTransforms {
  readonly namespace?: Transform<NamespaceArgs>;
  readonly serviceAccount?: Transform<ServiceAccountArgs>;
  readonly config?: Transform<ConfigMapArgs>;
  readonly streams?: Transform<ConfigMapArgs>;
  readonly authSecret?: Transform<SecretArgs>;
  /** For the Secret of every user. */
  readonly userSecret?: Transform<SecretArgs>;
  /** For the Certificates of cert-manager. */
  readonly certificate?: Transform<CustomResourceArgs>;
  readonly headlessService?: Transform<ServiceArgs>;
  readonly service?: Transform<ServiceArgs>;
  readonly statefulSet?: Transform<StatefulSetArgs>;
  readonly disruptionBudget?: Transform<PodDisruptionBudgetArgs>;
  readonly networkPolicy?: Transform<NetworkPolicyArgs>;
  readonly podMonitor?: Transform<CustomResourceArgs>;
  readonly prometheusRule?: Transform<CustomResourceArgs>;
  readonly dashboard?: Transform<ConfigMapArgs>;
  readonly natsBox?: Transform<DeploymentArgs>;
}
