import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { authConf, authFile } from "../../domain/cluster/auth";
import type { Cluster } from "../../domain/cluster/cluster";
import { jsStreamsFile, jsStreamsJson } from "../../domain/cluster/jsStreams";
import { keeperFile, keeperRequests } from "../../domain/cluster/keeperScript";
import { userSecretName } from "../../domain/cluster/names";
import { renderNatsConf } from "../../domain/cluster/natsConf";
import { restartConf } from "../../domain/cluster/rollout";
import { metadataOf } from "./metadata";

/** @returns nats.conf; it holds no secret */
export const configManifest = (cluster: Cluster): input.core.v1.ConfigMap => ({
  metadata: metadataOf(cluster, cluster.names.config),
  data: { "nats.conf": renderNatsConf(cluster) },
});

/** @returns the declared streams, for programs that read them and for the keeper */
export const streamsManifest = (cluster: Cluster): input.core.v1.ConfigMap => ({
  metadata: metadataOf(cluster, cluster.names.streams),
  data: {
    [jsStreamsFile]: jsStreamsJson(cluster.streams),
    ...(cluster.keeper && { [keeperFile]: keeperRequests(cluster.keeper.forgotten) }),
  },
});

/** Passwords by user, known only once the stack's secrets are. */
export type Passwords = pulumi.Output<Readonly<Record<string, string>>>;

/** @returns the Secret that nats.conf includes: all passwords, for the servers alone */
export const authSecretManifest = (
  cluster: Cluster,
  passwords: Passwords,
): input.core.v1.Secret => ({
  metadata: metadataOf(cluster, cluster.names.auth),
  type: "Opaque",
  stringData: passwords.apply((known) => ({ [authFile.key]: authConf(known) })),
});

/** @returns the Secret of one user, for the programs that connect as him */
export const userSecretManifest = (
  cluster: Cluster,
  user: string,
  passwords: Passwords,
): input.core.v1.Secret => ({
  metadata: metadataOf(cluster, userSecretName(cluster.name, user)),
  type: "kubernetes.io/basic-auth",
  stringData: passwords.apply((known) => ({ username: user, password: known[user] ?? "" })),
});

/** @returns a text that changes with every part of the configuration that only new pods take over */
export const configChecksum = (cluster: Cluster): string =>
  createHash("sha256").update(restartConf(cluster)).digest("hex");
