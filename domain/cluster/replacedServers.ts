import { claimDifferences } from "./claimFindings";
import type { Cluster } from "./cluster";
import type { Finding } from "./finding";
import { selectorLabels } from "./names";
import type { RunningServers } from "./running";
import { named, type StoredStream } from "./stored";

/** How pods are started and stopped: all at once, since a cluster becomes ready only together. */
export const podManagementPolicy = "Parallel";

/**
 * What happens where a change touches what Kubernetes never changes in a StatefulSet: it is deleted and made again.
 *
 * @param streams undefined where no server answered
 */
export function replacementFindings(
  cluster: Cluster,
  running: RunningServers,
  streams: readonly StoredStream[] | undefined,
): readonly Finding[] {
  const changed = [...claimDifferences(cluster, running), ...fixedDifferences(cluster, running)];
  if (changed.length === 0) return [];
  const path = "StatefulSet";
  const claims = running.claimTemplate ? "; the claims stay, with their data and their size" : "";
  const text = `is deleted and made again, since Kubernetes changes no ${changed.join(" and no ")} in place; all servers stop at once and start again${claims}`;
  const forgotten = streams?.filter(
    ({ storage, messages }) => storage === "memory" && messages > 0,
  );
  if (!forgotten || forgotten.length === 0) return [{ kind: "note", as: "replace", path, text }];
  return [
    {
      kind: "loss",
      path,
      text: `${text}; streams in memory lose their messages: ${named(forgotten)}`,
      wayOut: "leave it as it is, or back up what is needed and restore it afterwards",
      afterwards: 'run "pulumi up --refresh" afterwards, which brings missing streams back, empty',
    },
  ];
}

function fixedDifferences(cluster: Cluster, running: RunningServers): readonly string[] {
  const selector = selectorLabels(cluster, "nats");
  return [
    ...difference("serviceName", running.serviceName, cluster.names.headless),
    ...difference("podManagementPolicy", running.podManagementPolicy, podManagementPolicy),
    ...difference("selector", sorted(running.selector), sorted(selector)),
  ];
}

const difference = (field: string, from: string, to: string): readonly string[] =>
  from === to ? [] : [`${field} from "${from}" to "${to}"`];

const sorted = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
