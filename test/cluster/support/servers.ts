import type { KubernetesApi } from "../plugins/api.cjs";
import { forwardTo } from "./portForward";

/** A pod as far as the cases look at it. */
export interface PodSeen {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  /** It is on its way out. */
  readonly leaving: boolean;
  /** Image of the server. */
  readonly image: string;
  /** How often the server was started again in this pod. */
  readonly restarts: number;
}

interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly restartCount: number;
    }[];
  };
}

/** @returns the pods of the servers in a namespace, by name */
export async function serverPods(
  api: KubernetesApi,
  namespace: string,
): Promise<readonly PodSeen[]> {
  const selector = encodeURIComponent("app.kubernetes.io/component=nats");
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`;
  const pods = (await api.list(path)) as unknown as readonly PodObject[];
  return pods
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      uid: metadata.uid,
      ready: (status.conditions ?? []).some(
        ({ type, status: is }) => type === "Ready" && is === "True",
      ),
      leaving: metadata.deletionTimestamp !== undefined,
      image: spec.containers.find(isServer)?.image ?? "",
      restarts: status.containerStatuses?.find(isServer)?.restartCount ?? 0,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const isServer = ({ name }: { readonly name: string }): boolean => name === "nats";

/** Ends a pod at once, as a machine that loses its power does; its StatefulSet makes another one. */
export async function killPod(api: KubernetesApi, namespace: string, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  await api.request("DELETE", path, { gracePeriodSeconds: 0 });
}

/** Asks the monitoring port of a server: "/varz". */
export async function monitored(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  const forward = await forwardTo(api, namespace, pod, 8222);
  try {
    const answer = await fetch(`http://127.0.0.1:${forward.port}${path}`);
    return (await answer.json()) as Record<string, unknown>;
  } finally {
    await forward.close();
  }
}

/** Makes the kubelet look at a pod now, and so at its ConfigMaps; by itself it does once a minute or so. */
export async function nudge(api: KubernetesApi, namespace: string, pod: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  const annotations = { "nats-stack-test/nudge": String(Date.now()) };
  await api.request("PATCH", path, { metadata: { annotations } }, "application/merge-patch+json");
}
