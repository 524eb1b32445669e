import { chmod, mkdir, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesApi, LiveObject } from "../plugins/api.cjs";
import { nodeName, place } from "./places";

const className = "standard";
const provisioner = "nats-stack.test/folder";
/** The scheduler's word that a pod is there for the claim. */
const wanted = "volume.kubernetes.io/selected-node";
const lookMillis = 400;

const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: className,
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner,
  reclaimPolicy: "Delete",
  // so that the scheduler waits with the pod in its hands: one that it puts back for want of a volume may lie there for five
  // minutes, where the news of the volume comes at the wrong moment
  volumeBindingMode: "WaitForFirstConsumer",
} as const;

interface Claim extends LiveObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

interface Volume extends LiveObject {
  readonly spec: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

/**
 * Makes a folder and a volume for each claim of the default storage class that a pod waits for, and removes both once the claim is gone. Volumes
 * are of type "local", which are given to a pod's fsGroup as those of a real provider are; a hostPath is not.
 *
 * @param stopped ends it
 */
export async function provideVolumes(api: KubernetesApi, stopped: AbortSignal): Promise<void> {
  await api.apply(storageClass);
  void look(api, stopped);
}

async function look(api: KubernetesApi, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    try {
      await provideOnce(api);
    } catch {
      // the server is busy, or another one changed the same object: the next look tells
    }
    await pause(lookMillis, undefined, { ref: false });
  }
}

async function provideOnce(api: KubernetesApi): Promise<void> {
  const claims = (await api.list("/api/v1/persistentvolumeclaims")) as readonly Claim[];
  const volumes = (await api.list("/api/v1/persistentvolumes")) as readonly Volume[];
  const known = new Set(volumes.map(({ metadata }) => metadata.name));
  for (const claim of claims) {
    if (isOpen(claim) && !known.has(nameFor(claim))) await provide(claim, api);
  }
  for (const volume of volumes) if (isReleased(volume)) await withdraw(volume, api);
}

const nameFor = ({ metadata }: Claim): string => `volume-${metadata.uid}`;

const isOpen = ({ metadata, spec }: Claim): boolean =>
  spec.storageClassName === className &&
  spec.volumeName === undefined &&
  metadata.annotations?.[wanted] !== undefined;

const isReleased = ({ spec, status }: Volume): boolean =>
  spec.storageClassName === className &&
  (status?.phase === "Released" || status?.phase === "Failed");

async function provide(claim: Claim, api: KubernetesApi): Promise<void> {
  const folder = place("volumes", nameFor(claim));
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o770);
  await api.apply({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: nameFor(claim),
      annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
    },
    spec: {
      capacity: { storage: claim.spec.resources.requests.storage },
      accessModes: claim.spec.accessModes,
      // the cluster itself cannot delete a local volume: `withdraw` does
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: className,
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: claim.metadata.name,
        namespace: claim.metadata.namespace,
        uid: claim.metadata.uid,
      },
      local: { path: folder },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: "kubernetes.io/hostname", operator: "In", values: [nodeName] },
              ],
            },
          ],
        },
      },
    },
  });
}

async function withdraw({ metadata: { name } }: Volume, api: KubernetesApi): Promise<void> {
  await api.delete({ apiVersion: "v1", kind: "PersistentVolume", metadata: { name } });
  await rm(place("volumes", name), { recursive: true, force: true });
}
