import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { objectLabels, selectorLabels, userSecretName } from "../../domain/cluster/names";
import { certificateFolders } from "../../domain/cluster/tls";
import type { NatsBoxSpec } from "../../domain/cluster/spec";
import { metadataOf } from "./metadata";
import { containerSecurity, podSecurity } from "./security";

/** @returns a pod with the nats CLI, whose environment names the server, the user and the certificates */
export const natsBoxManifest = (
  cluster: Cluster,
  box: NatsBoxSpec,
): input.apps.v1.Deployment & { readonly spec: input.apps.v1.DeploymentSpec } => ({
  metadata: metadataOf(cluster, cluster.names.box, "nats-box"),
  spec: {
    replicas: 1,
    selector: { matchLabels: selectorLabels(cluster, "nats-box") },
    template: {
      metadata: { labels: objectLabels(cluster, "nats-box") },
      spec: {
        serviceAccountName: cluster.name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: podSecurity,
        ...(cluster.images.pullSecrets.length > 0 && {
          imagePullSecrets: cluster.images.pullSecrets.map((name) => ({ name })),
        }),
        containers: [container(cluster, box)],
        volumes: volumes(cluster, box),
      },
    },
  },
});

const container = (cluster: Cluster, box: NatsBoxSpec): input.core.v1.Container => ({
  name: "nats-box",
  image: cluster.images.natsBox,
  imagePullPolicy: cluster.images.pullPolicy,
  // a shell that waits in the background ends at once when it is told to
  command: ["sh", "-c", "trap 'exit 0' INT TERM; while :; do sleep 3600 & wait $!; done"],
  env: [
    // the CLI reads the first; people write the second, "nats --server $NATS_SERVER"
    { name: "NATS_URL", value: cluster.url },
    { name: "NATS_SERVER", value: cluster.url },
    ...credentials(cluster, box),
    ...certificateVariables(cluster),
    { name: "HOME", value: "/tmp" },
  ],
  resources: {
    requests: { cpu: "10m", memory: "64Mi" },
    limits: { cpu: "500m", memory: "256Mi" },
  },
  securityContext: containerSecurity,
  volumeMounts: [
    { name: "tmp", mountPath: "/tmp" },
    ...(cluster.tls
      ? [{ name: "nats-tls", mountPath: certificateFolders.nats, readOnly: true }]
      : []),
    ...(box.seed ? [{ name: "nats-nkey", mountPath: seedFolder, readOnly: true }] : []),
  ],
});

const seedFolder = "/etc/nats-nkey";
const seedFile = "seed";

function credentials({ auth, name }: Cluster, box: NatsBoxSpec): input.core.v1.EnvVar[] {
  if (!auth) return [];
  // a file, read by each command: a seed that changes needs no new pod
  if (box.seed) return [{ name: "NATS_NKEY", value: `${seedFolder}/${seedFile}` }];
  const secret = userSecretName(name, box.user ?? auth.admin.name);
  const from = (key: string) => ({ secretKeyRef: { name: secret, key } });
  return [
    { name: "NATS_USER", valueFrom: from("username") },
    { name: "NATS_PASSWORD", valueFrom: from("password") },
  ];
}

/** @returns what the nats CLI reads of the certificates in its environment */
export function certificateVariables({ tls }: Cluster): input.core.v1.EnvVar[] {
  if (!tls) return [];
  const file = (key: string): string => `${certificateFolders.nats}/${key}`;
  return [
    { name: "NATS_CA", value: file(tls.keys.ca) },
    ...(tls.verifyClients
      ? [
          { name: "NATS_CERT", value: file(tls.keys.cert) },
          { name: "NATS_KEY", value: file(tls.keys.key) },
        ]
      : []),
  ];
}

function volumes({ tls }: Cluster, { seed }: NatsBoxSpec): input.core.v1.Volume[] {
  const keys = tls && (tls.verifyClients ? Object.values(tls.keys) : [tls.keys.ca]);
  return [
    { name: "tmp", emptyDir: {} },
    ...(tls && keys
      ? [secretVolume("nats-tls", tls.secret, Object.fromEntries(keys.map((key) => [key, key])))]
      : []),
    ...(seed ? [secretVolume("nats-nkey", seed.secret, { [seed.key ?? "seed"]: seedFile })] : []),
  ];
}

/** @param files names in the volume by key of the Secret */
const secretVolume = (
  name: string,
  secretName: string,
  files: Readonly<Record<string, string>>,
): input.core.v1.Volume => ({
  name,
  secret: {
    secretName,
    defaultMode: 0o440,
    items: Object.entries(files).map(([key, path]) => ({ key, path })),
  },
});
