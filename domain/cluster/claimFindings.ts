import { humanSize } from "../units";
import type { Cluster } from "./cluster";
import type { Finding } from "./finding";
import { quantity } from "./quantity";
import type { Claim, ClaimTemplate, RunningServers } from "./running";
import { formattedShare } from "./sizing";
import { named, type StoredStream } from "./stored";

type Coming = Pick<Cluster, "names" | "sizing" | "storageClass" | "servers">;

/**
 * What becomes of the volumes: claims keep their size whatever a new StatefulSet asks for, and never shrink.
 *
 * @param streams undefined where no server answered
 */
export function claimFindings(
  cluster: Coming,
  { claimTemplate, claims }: RunningServers,
  streams: readonly StoredStream[] | undefined,
): readonly Finding[] {
  const wanted = cluster.sizing.storage === "claim";
  if (wanted !== (claimTemplate !== undefined)) return kindChange(wanted, streams);
  return claimTemplate ? sizeChange(cluster, claimTemplate, claims) : [];
}

function kindChange(
  wanted: boolean,
  streams: readonly StoredStream[] | undefined,
): readonly Finding[] {
  const stored = streams?.filter(({ storage }) => storage === "file");
  if (stored?.length === 0) return [];
  const names = stored ? `: ${named(stored)}` : "; no server answered to tell which";
  return [
    {
      kind: "loss",
      path: "storage.kind",
      text: `changes from ${wanted ? '"ephemeral" to "claim"' : '"claim" to "ephemeral"'}, so the servers start on empty folders and the streams in files are no longer there${names}`,
      wayOut: "keep it, or back up what is needed and restore it afterwards",
      afterwards:
        'run "pulumi up --refresh" afterwards, which makes the declared ones again, empty',
    },
  ];
}

function sizeChange(
  { names, sizing }: Coming,
  { bytes }: ClaimTemplate,
  claims: readonly Claim[],
): readonly Finding[] {
  if (sizing.volume < bytes) {
    const text = `comes to ${quantity(sizing.volume)}, below the ${quantity(bytes)} of the claims that are there, and no claim shrinks; write "${quantity(bytes)}B" to keep them, or back up what is needed, destroy this stack, deploy it again and restore`;
    return [{ kind: "impossible", path: "storage.claim", text }];
  }
  const small = claims.filter((claim) => sizing.maxFileStore > claim.bytes * formattedShare);
  if (sizing.volume === bytes || small.length === 0) return [];
  const grow = small.map(({ name }) => grown(name, names.namespace, sizing.volume));
  const text = `comes to ${quantity(sizing.volume)}, but claims that are there keep their size, and the servers would be told of ${humanSize(sizing.maxFileStore)} that ${small.length === 1 ? "it does" : "they do"} not hold; grow ${small.length === 1 ? "it" : "them"} first, where the storage class allows it (allowVolumeExpansion), then run again: ${grow.join("; ")}`;
  return [{ kind: "impossible", path: "storage.claim", text }];
}

const grown = (claim: string, namespace: string, bytes: number): string =>
  `kubectl patch pvc ${claim} -n ${namespace} -p '{"spec":{"resources":{"requests":{"storage":"${quantity(bytes)}"}}}}'`;

/** @returns what of a claim's template differs, for a person; empty where nothing does */
export function claimDifferences(
  { sizing, storageClass }: Coming,
  { claimTemplate: now }: RunningServers,
): readonly string[] {
  if (sizing.storage === "ephemeral" || !now) {
    return (sizing.storage === "claim") === (now !== undefined) ? [] : ["storage.kind"];
  }
  const from = (value: string | undefined): string => (value === undefined ? "none" : `"${value}"`);
  return [
    ...(sizing.volume === now.bytes
      ? []
      : [`storage.claim from ${quantity(now.bytes)} to ${quantity(sizing.volume)}`]),
    ...(storageClass === now.storageClass
      ? []
      : [`storage.storageClass from ${from(now.storageClass)} to ${from(storageClass)}`]),
  ];
}
