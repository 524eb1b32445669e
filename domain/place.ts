/** One NATS server, or a cluster of several, on Kubernetes. */
export interface Place {
  readonly namespace: string;
  /** Name of the client service, and of the StatefulSet. */
  readonly service: string;
}

/** @returns the target of streams on these servers, as their resources keep it in the state: never change its form */
export const placeTarget = ({ namespace, service }: Place): string =>
  `kubernetes:${namespace}/${service}`;

/** @returns the servers that such a target names; undefined for any other */
export function placeOf(target: unknown): Place | undefined {
  const text = typeof target === "string" ? target : "";
  const [, namespace, service] = /^kubernetes:([a-z0-9-]+)\/([a-z0-9-]+)$/.exec(text) ?? [];
  return namespace === undefined || service === undefined ? undefined : { namespace, service };
}
