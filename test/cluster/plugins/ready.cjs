"use strict";

// When an object of a kind is ready. Each function answers undefined for "ready", else what it waits for, and throws where
// waiting on is pointless.

const condition = ({ status }, type) => status?.conditions?.find((found) => found.type === type);

const isTrue = (live, type) => condition(live, type)?.status === "True";

const isSeen = ({ metadata, status }) =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

const UNSEEN = "the controller has not seen this generation";

function statefulSet(live) {
  const { replicas = 1, updateStrategy } = live.spec;
  const { readyReplicas = 0, updatedReplicas = 0, ...status } = live.status ?? {};
  if (!isSeen(live)) return UNSEEN;
  if (status.replicas !== replicas) return `${status.replicas} of ${replicas} pods exist`;
  if (readyReplicas < replicas) return `${readyReplicas} of ${replicas} pods are ready`;
  const isByHand =
    updateStrategy?.type === "OnDelete" || updateStrategy?.rollingUpdate?.partition > 0;
  if (isByHand) return undefined;
  if (updatedReplicas < replicas) return `${updatedReplicas} of ${replicas} pods are updated`;
  const isDone = status.currentRevision === status.updateRevision;
  return isDone ? undefined : "the rolling update is not complete";
}

function deployment(live) {
  const { replicas = 1 } = live.spec;
  const { updatedReplicas = 0, availableReplicas = 0, ...status } = live.status ?? {};
  if (!isSeen(live)) return UNSEEN;
  const progressing = condition(live, "Progressing");
  if (progressing?.status === "False") throw new Error(progressing.message);
  if (updatedReplicas < replicas) return `${updatedReplicas} of ${replicas} pods are updated`;
  if (availableReplicas < replicas) return `${availableReplicas} of ${replicas} pods are available`;
  return status.replicas > updatedReplicas ? "old pods still run" : undefined;
}

function daemonSet(live) {
  const { desiredNumberScheduled, numberReady, updatedNumberScheduled } = live.status ?? {};
  if (!isSeen(live)) return UNSEEN;
  const wanted = desiredNumberScheduled ?? 0;
  if (Math.min(numberReady ?? 0, updatedNumberScheduled ?? 0) >= wanted) return undefined;
  return `${numberReady ?? 0} of ${wanted} pods are ready`;
}

function job(live) {
  if (isTrue(live, "Failed")) throw new Error(condition(live, "Failed").message);
  return isTrue(live, "Complete") ? undefined : "the job is not complete";
}

const pod = (live) =>
  isTrue(live, "Ready") || live.status?.phase === "Succeeded"
    ? undefined
    : `phase is ${live.status?.phase}`;

/** Like the real provider: one with a selector and an address of its own waits for a ready pod. */
async function service({ metadata: { name, namespace }, spec, status }, api) {
  if (spec.type === "LoadBalancer" && !status?.loadBalancer?.ingress?.length)
    return "it has no external address";
  if (spec.type === "ExternalName" || spec.clusterIP === "None" || !spec.selector) return undefined;
  const selector = encodeURIComponent(`kubernetes.io/service-name=${name}`);
  const slices = await api.list(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${selector}`,
  );
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const isServed = endpoints.some(({ conditions }) => conditions?.ready !== false);
  return isServed ? undefined : "it selects no ready pod";
}

exports.READY = {
  Namespace: ({ status }) => (status?.phase === "Active" ? undefined : `phase is ${status?.phase}`),
  StatefulSet: statefulSet,
  Deployment: deployment,
  DaemonSet: daemonSet,
  Job: job,
  Pod: pod,
  Service: service,
  CustomResourceDefinition: (live) =>
    isTrue(live, "Established") ? undefined : "it is not established",
};
