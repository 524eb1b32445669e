import { until } from "../../support/until";
import { KubernetesApi } from "../plugins/api.cjs";

/** @returns the API of the cluster that the run was given */
export function clusterApi(environment: NodeJS.ProcessEnv = process.env): KubernetesApi {
  const { KUBECONFIG: kubeconfig = "", NATS_STACK_TEST_CONTEXT: context = "" } = environment;
  if (kubeconfig === "" || context === "")
    throw new Error("no cluster: these cases are run by `npm run test:cluster`");
  return new KubernetesApi({ kubeconfig, context });
}

/** @returns whether the namespace is there */
export async function namespaceExists(api: KubernetesApi, name: string): Promise<boolean> {
  const found = await api.get({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return found !== undefined;
}

const goneMillis = 120_000;

/** Deletes a namespace with all that is in it and waits until it is gone. */
export async function removeNamespace(api: KubernetesApi, name: string): Promise<void> {
  await api.delete({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await until(async () => ((await namespaceExists(api, name)) ? undefined : true), goneMillis);
}
