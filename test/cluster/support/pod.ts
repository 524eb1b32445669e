import { CoreV1Api } from "@kubernetes/client-node";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";

const patienceMillis = 60_000;

/** Has a shell, and busybox with it. */
const image = "nats:2.15.1-alpine";

const mayNothing = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** Makes a namespace whose pods the network policies of this project's servers let in, as clients and as watchers. */
export const makeClientNamespace = async (api: KubernetesApi, name: string): Promise<void> => {
  const labels = { "nats-stack/client": "true", "nats-stack/monitoring": "true" };
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
};

/**
 * Runs a shell script in a pod of its own, until it has said what is waited for.
 *
 * @returns what it said
 * @throws Error after a minute, with what it said so far
 */
export async function saidInPod(
  api: KubernetesApi,
  namespace: string,
  script: string,
  expected: RegExp,
): Promise<string> {
  const pod = podFor(namespace, script);
  const core = api.config.makeApiClient(CoreV1Api);
  let said = "";
  await api.apply(pod);
  try {
    return await until(async () => {
      // there is no log before the container has started
      said = await core.readNamespacedPodLog({ namespace, name }).catch(() => said);
      return expected.test(said) ? said : undefined;
    }, patienceMillis);
  } catch (error) {
    throw new Error(`the pod said:\n${said}`, { cause: error });
  } finally {
    await api.delete(pod, { propagation: "Background" });
    await gone(api, pod);
  }
}

const name = "client";

const podFor = (namespace: string, script: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace },
  spec: {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [{ name, image, command: ["sh", "-c", script], securityContext: mayNothing }],
  },
});

const gone = (api: KubernetesApi, pod: ReturnType<typeof podFor>): Promise<true> =>
  until(async () => ((await api.get(pod)) === undefined ? true : undefined), patienceMillis);

/** Deletes a pod of a StatefulSet, which makes another one of that name, and waits until it has gone. */
export async function replacePod(api: KubernetesApi, namespace: string, pod: string) {
  const reference = { apiVersion: "v1", kind: "Pod", metadata: { namespace, name: pod } };
  const before = await api.get(reference);
  await api.delete(reference, { propagation: "Background" });
  await until(async () => {
    const now = await api.get(reference);
    return now?.metadata.uid === before?.metadata.uid ? undefined : true;
  }, patienceMillis);
}

/** Takes every server of a StatefulSet away and waits until none is left; whoever deployed it knows nothing of it. */
export async function takeServersAway(api: KubernetesApi, namespace: string, name: string) {
  const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}/scale`;
  await api.request("PATCH", path, { spec: { replicas: 0 } }, "application/merge-patch+json");
  await until(
    async () =>
      (await api.list(`/api/v1/namespaces/${namespace}/pods`)).length === 0 ? true : undefined,
    patienceMillis,
  );
}

/** The pods of the consumer example. */
export const agentsIn = (api: KubernetesApi, namespace: string) =>
  api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3Dexample-agent`);

/**
 * Ends the pod of the consumer example and waits for the next one.
 *
 * @returns what the init container of that one says, once it has said what is expected
 */
export async function restartedAgent(
  api: KubernetesApi,
  namespace: string,
): Promise<(expected: RegExp) => Promise<string>> {
  const [before] = await agentsIn(api, namespace);
  if (before === undefined) throw new Error(`no agent in ${namespace}`);
  const reference = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name: before.metadata.name },
  };
  await api.delete(reference, { propagation: "Background" });
  const next = await until(
    async () =>
      (await agentsIn(api, namespace)).find(({ metadata }) => metadata.uid !== before.metadata.uid),
    patienceMillis,
  );
  const core = api.config.makeApiClient(CoreV1Api);
  const log = { namespace, name: next.metadata.name, container: "wait-for-streams" };
  return (expected) =>
    until(async () => {
      const said = await core.readNamespacedPodLog(log).catch(() => "");
      return expected.test(said) ? said : undefined;
    }, patienceMillis);
}
