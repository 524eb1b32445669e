import { type Cluster, ClusterError } from "./cluster";
import { KubernetesApi } from "./plugins/api.cjs";

/**
 * @returns the cluster of KUBECONFIG whose context NATS_STACK_TEST_CONTEXT names: saying its name is what allows tests to
 * make and remove namespaces there; undefined where none is named
 * @throws ClusterError if there is no such context
 */
export function givenCluster(environment: NodeJS.ProcessEnv): Cluster | undefined {
  const context = environment["NATS_STACK_TEST_CONTEXT"] ?? "";
  const kubeconfig = environment["KUBECONFIG"] ?? "";
  if (context === "") return undefined;
  const known = contextsOf(kubeconfig);
  if (!known.includes(context)) {
    throw new ClusterError(
      `NATS_STACK_TEST_CONTEXT: got "${context}"; KUBECONFIG "${kubeconfig}" has ${known.map((name) => `"${name}"`).join(", ") || "no context"}; name one of these or unset it`,
    );
  }
  return {
    kubeconfig,
    context,
    kind: "given",
    title: `the cluster of ${kubeconfig}`,
    stop: () => Promise.resolve(),
  };
}

function contextsOf(kubeconfig: string): readonly string[] {
  if (kubeconfig === "") return [];
  try {
    return KubernetesApi.contexts(kubeconfig);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError(`KUBECONFIG: "${kubeconfig}" cannot be read (${reason})`);
  }
}
