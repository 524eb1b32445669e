import type { input } from "@pulumi/kubernetes/types";
import { authFile, hasPasswords } from "../../domain/cluster/auth";
import type { Cluster } from "../../domain/cluster/cluster";
import { selectorLabels } from "../../domain/cluster/names";
import { keeperPlaces, keeperFile } from "../../domain/cluster/keeperScript";
import { userSecretName } from "../../domain/cluster/names";
import { places } from "../../domain/cluster/natsConf";
import { quantity } from "../../domain/cluster/quantity";
import { certificateFolders } from "../../domain/cluster/tls";

type Volume = input.core.v1.Volume;
type Mount = input.core.v1.VolumeMount;

/** Readable by the group that the pod's volumes are given to. */
const secretMode = 0o440;

interface MountedVolume {
  readonly volume: Volume & { readonly name: string };
  readonly path: string;
  readonly readOnly: boolean;
}

/** @returns the pod's volumes; that of the data is none of them where it is a claim */
export function podVolumes(cluster: Cluster): Volume[] {
  const { sizing, names } = cluster;
  const folder: Volume = { name: names.volume, emptyDir: { sizeLimit: quantity(sizing.volume) } };
  return [
    ...[...mounted(cluster), ...ofKeeper(cluster)].map(({ volume }) => volume),
    ...(sizing.storage === "ephemeral" ? [folder] : []),
  ];
}

/** @returns the mounts of the server: configuration, pid file, secrets and data */
export const serverMounts = (cluster: Cluster): Mount[] => [
  ...mounted(cluster).map(mount),
  { name: cluster.names.volume, mountPath: places.data },
];

/** @returns the mounts of whoever watches the configuration */
export const reloaderMounts = (cluster: Cluster): Mount[] => mounted(cluster).map(mount);

/** @returns the mounts of the keeper: what it asks and sends, as whom, and a place to write to */
export const keeperMounts = (cluster: Cluster): Mount[] =>
  [
    ...mounted(cluster).filter(({ volume }) => volume.name === "nats-tls"),
    ...ofKeeper(cluster),
  ].map(mount);

/** @returns the claims that each server gets */
export function claimTemplates({
  names,
  name,
  sizing,
  storageClass,
}: Cluster): input.core.v1.PersistentVolumeClaim[] {
  if (sizing.storage === "ephemeral") return [];
  return [
    {
      // labels that never change: a changed template replaces the StatefulSet
      metadata: { name: names.volume, labels: selectorLabels({ name }, "nats") },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: quantity(sizing.volume) } },
        ...(storageClass !== undefined && { storageClassName: storageClass }),
      },
    },
  ];
}

const mount = ({ volume, path, readOnly }: MountedVolume): Mount => ({
  name: volume.name,
  mountPath: path,
  ...(readOnly && { readOnly }),
});

const secret = (name: string, secretName: string, path: string): MountedVolume => ({
  volume: { name, secret: { secretName, defaultMode: secretMode } },
  path,
  readOnly: true,
});

function mounted({ names, auth, tls }: Cluster): readonly MountedVolume[] {
  return [
    {
      volume: { name: "config", configMap: { name: names.config } },
      path: places.config,
      readOnly: true,
    },
    { volume: { name: "pid", emptyDir: {} }, path: places.pidFolder, readOnly: false },
    ...(hasPasswords(auth) ? [secret("auth", names.auth, authFile.folder)] : []),
    ...(tls ? [secret("nats-tls", tls.secret, certificateFolders.nats)] : []),
    ...(tls?.routesSecret === undefined
      ? []
      : [secret("cluster-tls", tls.routesSecret, certificateFolders.cluster)]),
  ];
}

function ofKeeper({ keeper, names, name }: Cluster): readonly MountedVolume[] {
  if (!keeper) return [];
  const items = [{ key: keeperFile, path: keeperFile }];
  const { user } = keeper;
  return [
    { volume: { name: "keeper", emptyDir: {} }, path: keeperPlaces.home, readOnly: false },
    {
      volume: { name: "streams", configMap: { name: names.streams, items } },
      path: keeperPlaces.requests,
      readOnly: true,
    },
    ...(user === undefined
      ? []
      : [secret("keeper-user", userSecretName(name, user), keeperPlaces.user)]),
  ];
}
