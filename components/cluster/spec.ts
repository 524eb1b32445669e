import * as pulumi from "@pulumi/pulumi";
import { inBucketNames, withBucketStreams } from "../../domain/bucket/declareBuckets";
import { type Cluster, resolveCluster } from "../../domain/cluster/cluster";
import type { ClusterSpec } from "../../domain/cluster/spec";
import { keeperNotes } from "../../domain/cluster/keeper";
import { clusterProblems } from "../../domain/cluster/problems";
import type { Note } from "../../domain/plan/note";
import type { Problem } from "../../domain/problem";
import { fieldsOf, type Settings } from "../../domain/settings";
import type { SystemDefinition } from "../../domain/system";
import type { DeclaredSystem } from "../announce";
import type { ReadConfig } from "../../targets/target";

/** @returns the server of a system: its names, and what the stack's configuration says of all servers */
export function specOf(system: SystemDefinition, { cluster }: Settings): ClusterSpec {
  const { namespace, ...rest } = cluster as Partial<ClusterSpec>;
  return {
    name: system.service,
    system: system.name,
    ...rest,
    namespace: { ...namespace, name: system.namespace },
  };
}

/** The servers that a stack brings itself. */
export interface ComingServers {
  /** Every mistake in them. */
  readonly problems: readonly Problem[];
  /** As they are declared, by target; none where there are mistakes. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** What the plan says of them, by target. */
  readonly notes: ReadonlyMap<string, readonly Note[]>;
}

/** @returns the servers that a stack deploys; none where it uses those of others */
export function comingServers(
  declared: readonly DeclaredSystem[],
  settings: Settings,
): ComingServers {
  if (settings.target !== "kubernetes") {
    return { problems: [], clusters: new Map(), notes: new Map() };
  }
  const all = declared.map(({ system, target, streams: own, buckets }) => {
    const spec = specOf(system, settings);
    const streams = withBucketStreams(own, buckets);
    return { target, spec, streams, problems: inBucketNames(clusterProblems(spec, streams), own) };
  });
  const sound = all.filter(({ problems }) => problems.length === 0);
  return {
    problems: all.flatMap(({ problems }) => problems),
    clusters: new Map(
      sound.map(({ target, spec, streams }) => [target, resolveCluster(spec, streams)]),
    ),
    notes: new Map(sound.map(({ target, spec, streams }) => [target, keeperNotes(spec, streams)])),
  };
}

/** @returns the passwords of the stack's configuration by user, secrets from here on */
export function passwordsFrom(read: ReadConfig): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(fieldsOf(read("passwords")) ?? {}).flatMap(([user, password]) =>
      typeof password === "string" ? [[user, pulumi.secret(password)]] : [],
    ),
  );
}
