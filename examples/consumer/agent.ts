import { createHash } from "node:crypto";
import type { input } from "@pulumi/kubernetes/types";
import type { SystemOutputs } from "../../domain/outputs";

/** What a stack whose servers ask who somebody is, or encrypt, says beside the rest. */
export interface Access {
  /** By user: the Secret with `username` and `password`, in the system's namespace. */
  readonly users?: Readonly<Record<string, { readonly secret?: string }>>;
  /** The Secret, and the key in it, with the authority that signed the servers' certificate. */
  readonly authority?: { readonly secret: string; readonly key: string };
}

/** What the agent needs to know of its system. */
export type System = SystemOutputs & Access;

/** The official image has a shell and wget, and the nodes have it already: the servers are made of it. */
const image = "nats:2.15.1-alpine";
const authorityFolder = "/etc/nats-authority";

/** Name of the ConfigMap and of the Deployment. */
export const agentName = "example-agent";

/** @returns what the agent finds in its environment: no name of a stream is written down a second time */
export const agentConfig = (system: System): Readonly<Record<string, string>> => ({
  NATS_URL: system.url,
  NATS_MONITORING_URL: system.monitoringUrl ?? "",
  NATS_STREAMS: Object.keys(system.streams).join(" "),
  NATS_CONSUMERS: Object.keys(system.consumers).join(" "),
});

/** Asks the monitoring port, which needs no user; gives up, visibly, after two minutes, and is then started again. */
const waitScript = `
tries=0
for name in $NATS_STREAMS; do
  until timeout 5 wget -qO- "$NATS_MONITORING_URL/jsz?streams=true" | grep -q "\\"name\\": *\\"$name\\""; do
    tries=$((tries + 1))
    [ $tries -gt 120 ] && echo "stream $name did not come" && exit 1
    echo "waiting for stream $name"
    sleep 1
  done
done
echo "all there"`;

/**
 * The pod of an agent that neither creates streams nor meets "stream not found": it starts when they are there.
 *
 * @param user whose Secret it uses, where the servers ask
 * @throws RangeError where the servers ask who somebody is and know no such user
 */
export function agentPod(system: System, user: string | undefined): input.core.v1.PodTemplateSpec {
  const environment = [{ configMapRef: { name: agentName } }];
  const { authority } = system;
  return {
    metadata: { labels: { app: agentName }, annotations: { "checksum/config": checksum(system) } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      },
      initContainers: [{ ...container("wait-for-streams", waitScript), envFrom: environment }],
      containers: [
        {
          ...container(
            "agent",
            'echo "ready to work with $NATS_URL"; trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done',
          ),
          envFrom: environment,
          env: [...credentials(system, user), ...(authority ? [authorityFile(authority.key)] : [])],
          ...(authority && {
            volumeMounts: [{ name: "nats-authority", mountPath: authorityFolder, readOnly: true }],
          }),
        },
      ],
      ...(authority && { volumes: [authorityVolume(authority)] }),
    },
  };
}

const container = (name: string, script: string): input.core.v1.Container => ({
  name,
  image,
  command: ["sh", "-c", script],
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
});

function credentials({ users }: System, user: string | undefined): input.core.v1.EnvVar[] {
  if (users === undefined) return [];
  const secret = user === undefined ? undefined : users[user]?.secret;
  if (secret === undefined) {
    throw new RangeError(
      `nats-consumer:users: got ${JSON.stringify(user ?? null)}; the servers know ${Object.keys(users).join(", ")}`,
    );
  }
  const from = (key: string) => ({ secretKeyRef: { name: secret, key } });
  return [
    { name: "NATS_USER", valueFrom: from("username") },
    { name: "NATS_PASSWORD", valueFrom: from("password") },
  ];
}

const authorityFile = (key: string): input.core.v1.EnvVar => ({
  name: "NATS_CA",
  value: `${authorityFolder}/${key}`,
});

const authorityVolume = ({
  secret,
  key,
}: NonNullable<Access["authority"]>): input.core.v1.Volume => ({
  name: "nats-authority",
  secret: { secretName: secret, items: [{ key, path: key }] },
});

/** Pods read their environment once: another one needs new pods. */
const checksum = (system: System): string =>
  createHash("sha256")
    .update(JSON.stringify(agentConfig(system)))
    .digest("hex")
    .slice(0, 16);
