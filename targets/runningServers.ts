import type { V1PersistentVolumeClaim, V1StatefulSet } from "@kubernetes/client-node";
import { quantityBytes } from "../domain/cluster/quantity";
import type { Claim, RunningServers } from "../domain/cluster/running";
import type { Place } from "../domain/place";
import { answerOf, ifFound, type KubeAccess, kubeClient, selectorOf } from "./kube";

/**
 * Reads what Kubernetes has of some servers: the StatefulSet and the claims.
 *
 * @returns "none" where there is no such StatefulSet
 * @throws NoPods where the Kubernetes API does not tell within five seconds
 */
export async function readServers(
  place: Place,
  access: KubeAccess,
): Promise<RunningServers | "none"> {
  const { core, apps } = await kubeClient(access);
  const { namespace, service: name } = place;
  const found = ifFound(apps.readNamespacedStatefulSet({ namespace, name }));
  const listed = core.listNamespacedPersistentVolumeClaim({
    namespace,
    labelSelector: selectorOf(place),
  });
  const [set, claims] = await answerOf(
    Promise.all([found, listed]),
    `servers and claims of namespace "${namespace}" cannot be read`,
  );
  return set ? serversOf(set, claims.items) : "none";
}

function serversOf(
  { spec }: V1StatefulSet,
  claims: readonly V1PersistentVolumeClaim[],
): RunningServers {
  const template = spec?.volumeClaimTemplates?.[0]?.spec;
  const bytes = quantityBytes(template?.resources?.requests?.["storage"] ?? "");
  const storageClass = template?.storageClassName;
  return {
    servers: spec?.replicas ?? 1,
    serviceName: spec?.serviceName ?? "",
    podManagementPolicy: spec?.podManagementPolicy ?? "OrderedReady",
    selector: spec?.selector.matchLabels ?? {},
    ...(bytes !== undefined && {
      claimTemplate: { bytes, ...(storageClass !== undefined && { storageClass }) },
    }),
    claims: claims.flatMap(claimOf),
  };
}

function claimOf({ metadata, spec, status }: V1PersistentVolumeClaim): readonly Claim[] {
  const text = status?.capacity?.["storage"] ?? spec?.resources?.requests?.["storage"] ?? "";
  const bytes = quantityBytes(text);
  return metadata?.name === undefined || bytes === undefined
    ? []
    : [{ name: metadata.name, bytes }];
}
