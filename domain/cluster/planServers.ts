import type { ObservedStream } from "../observed";
import type { LiveServer } from "../plan/live";
import type { Policy } from "../policy";
import { claimFindings } from "./claimFindings";
import type { Cluster } from "./cluster";
import { type Verdict, verdictOf } from "./finding";
import { replacementFindings } from "./replacedServers";
import type { RunningServers } from "./running";
import { serverCountFindings } from "./serverCount";
import { coming, storedStreams } from "./stored";
import { storeFindings } from "./storeFindings";

/** What is known of the servers before a deployment. */
export interface ServersSeen {
  /** "none" where Kubernetes has none; undefined where it did not answer. */
  readonly running: RunningServers | "none" | undefined;
  /** Undefined where no server answered. */
  readonly live: LiveServer | undefined;
}

/**
 * Plans a change of the servers themselves: how many there are, what they may store, and what Kubernetes does not change
 * in place. What a change would do to streams is refused or told with their names.
 *
 * @param cluster as declared
 * @param leaves whether a live stream that is not declared goes with this deployment
 */
export function planServers(
  cluster: Cluster,
  { running, live }: ServersSeen,
  policy: Policy,
  leaves: (stream: ObservedStream) => boolean,
): Verdict {
  const asset = `cluster "${cluster.name}"`;
  if (running === "none") return { refusals: [], notes: [] };
  if (running === undefined) return { refusals: [], notes: [unchecked(asset)] };
  const streams = live && storedStreams(live);
  const findings = [
    ...serverCountFindings(cluster, running, streams),
    ...(live ? storeFindings(cluster, coming(cluster.streams, live, leaves)) : []),
    ...claimFindings(cluster, running, streams),
    ...replacementFindings(cluster, running, streams),
  ];
  return verdictOf(asset, findings, policy);
}

const unchecked = (asset: string): Verdict["notes"][number] => ({
  asset,
  kind: "unchecked",
  text: "Kubernetes did not tell which servers and claims there are; not checked: whether a changed number of servers strands streams, whether stores and claims hold what is there, and what would be replaced",
});
