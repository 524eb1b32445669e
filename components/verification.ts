import { createHash } from "node:crypto";
import { Command } from "@pulumi/command/local/command";
import * as pulumi from "@pulumi/pulumi";
import { withBucketStreams } from "../domain/bucket/declareBuckets";
import { jsStreamsJson } from "../domain/cluster/jsStreams";
import { distribution } from "../domain/distribution";
import type { DeclaredSystem } from "./announce";
import type { NatsCluster } from "./cluster/natsCluster";
import { statefulSetManifest } from "./cluster/statefulSet";
import type { NatsSystem } from "./natsSystem";

/** Servers that have just become ready choose leaders and catch up; pods of a roll-out come and go. */
const patience = "60s";

/**
 * After every change of a system's streams, consumers or servers, asks the servers themselves whether all is live as
 * declared; the deployment fails with the differences where it is not. Runs the operations command of this project, which
 * reads the stack's configuration by itself: nothing of it, and no path, is an input here. A destroy runs nothing.
 *
 * What it depends on is a hash in the environment and no trigger: a changed trigger replaces, and a plan that replaces
 * something frightens for nothing where streams hold data.
 */
export function verifySystem(each: DeclaredSystem, cluster: NatsCluster, made: NatsSystem): void {
  const { name } = each.system;
  const { statefulSet } = cluster.nodes;
  new Command(
    `${name}-verification`,
    {
      create: `${distribution.command} verify --stack ${thisStack()} --system ${name} --timeout ${patience} --no-leftovers`,
      environment: { NATS_STACK_VERIFIES: fingerprint(each, cluster) },
      addPreviousOutputInEnv: false,
      logging: "none",
    },
    {
      parent: made,
      dependsOn: [statefulSet, ...made.byStream.values(), ...Object.values(made.consumers)],
    },
  );
}

const thisStack = (): string =>
  [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");

/** Another one for other declarations, other servers, and servers made anew. */
function fingerprint(
  { streams, buckets }: DeclaredSystem,
  cluster: NatsCluster,
): pulumi.Output<string> {
  const assets = jsStreamsJson(withBucketStreams(streams, buckets));
  const declared = assets + JSON.stringify(statefulSetManifest(cluster.resolved));
  // in a preview that makes the servers, nothing of them is known
  const made = cluster.nodes.statefulSet.metadata as pulumi.Output<{ uid?: string } | undefined>;
  return made.apply((metadata) => hashOf(`${declared}${metadata?.uid ?? ""}`));
}

const hashOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16);
