import * as pulumi from "@pulumi/pulumi";
import { withBucketStreams } from "../../domain/bucket/declareBuckets";
import type { ClusterSpec } from "../../domain/cluster/spec";
import { clusterProblems } from "../../domain/cluster/problems";
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

/** @returns every mistake in the servers of a stack; none where it deploys none */
export const serverProblems = (
  declared: readonly DeclaredSystem[],
  settings: Settings,
): readonly Problem[] =>
  settings.target === "kubernetes"
    ? declared.flatMap(({ system, streams, buckets }) =>
        clusterProblems(specOf(system, settings), withBucketStreams(streams, buckets)),
      )
    : [];

/** @returns the passwords of the stack's configuration by user, secrets from here on */
export function passwordsFrom(read: ReadConfig): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(fieldsOf(read("passwords")) ?? {}).flatMap(([user, password]) =>
      typeof password === "string" ? [[user, pulumi.secret(password)]] : [],
    ),
  );
}
