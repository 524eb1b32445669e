import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import { ports } from "../../domain/cluster/names";
import { places, serverNameVariable } from "../../domain/cluster/natsConf";
import { quantity } from "../../domain/cluster/quantity";
import { reloadScript } from "../../domain/cluster/rollout";
import { keeperContainer } from "./keeper";
import { serverPorts } from "./ports";
import { probes } from "./probes";
import { containerSecurity } from "./security";
import { reloaderMounts, serverMounts } from "./volumes";

type Container = input.core.v1.Container;

const mebi = 1024 ** 2;

/** @returns the containers of a pod: the server and what stands beside it */
export const podContainers = (cluster: Cluster): Container[] => [
  serverContainer(cluster),
  ...(cluster.reload === "hot" ? [reloaderContainer(cluster)] : []),
  ...(cluster.monitoring.exporter ? [exporterContainer(cluster)] : []),
  ...(cluster.keeper ? [keeperContainer(cluster, cluster.keeper)] : []),
];

const serverContainer = (cluster: Cluster): Container => ({
  name: "nats",
  image: cluster.images.server,
  imagePullPolicy: cluster.images.pullPolicy,
  args: ["--config", places.configFile],
  env: serverEnvironment(cluster),
  ports: serverPorts(cluster).map(({ name, port }) => ({
    name,
    containerPort: port,
    protocol: "TCP",
  })),
  resources: serverResources(cluster),
  // hands over leaderships and asks clients to go elsewhere; the kill that follows waits for that
  lifecycle: {
    preStop: { exec: { command: ["nats-server", `-sl=ldm=${places.pidFile}`] } },
  },
  ...probes(cluster),
  securityContext: containerSecurity,
  volumeMounts: serverMounts(cluster),
});

const serverEnvironment = ({ sizing }: Cluster): input.core.v1.EnvVar[] => [
  { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  { name: serverNameVariable, value: "$(POD_NAME)" },
  { name: "GOMEMLIMIT", value: `${sizing.goMemory / mebi}MiB` },
];

/** Memory is asked for in full: a server that is killed for lack of it loses its memory streams. */
function serverResources({ sizing, cpu }: Cluster): input.core.v1.ResourceRequirements {
  const memory = quantity(sizing.memory);
  return { requests: { cpu: cpu.request, memory }, limits: { cpu: cpu.limit, memory } };
}

const reloaderContainer = (cluster: Cluster): Container => ({
  name: "reloader",
  image: cluster.images.reloader,
  imagePullPolicy: cluster.images.pullPolicy,
  command: ["sh", "-c", reloadScript(cluster)],
  resources: small("5m", "50m", 32),
  securityContext: containerSecurity,
  volumeMounts: reloaderMounts(cluster),
});

function exporterContainer({ images, listeners }: Cluster): Container {
  const open = (name: string): boolean => listeners.open.some((listener) => listener.name === name);
  return {
    name: "prom-exporter",
    image: images.exporter,
    imagePullPolicy: images.pullPolicy,
    args: [
      ...[`-port=${ports.metrics}`, "-connz", "-routez", "-subz", "-varz"],
      ...["-prefix=nats", "-use_internal_server_id", "-jsz=all"],
      // seconds until it looks again for a server that was not up yet; it starts with the pod, before the server answers
      "-ri=2",
      ...(open("leafnodes") ? ["-leafz"] : []),
      ...(open("gateway") ? ["-gatewayz"] : []),
      `http://localhost:${ports.monitor}/`,
    ],
    ports: [{ name: "prom-metrics", containerPort: ports.metrics, protocol: "TCP" }],
    resources: small("10m", "200m", 64),
    securityContext: containerSecurity,
  };
}

const small = (
  cpuRequest: string,
  cpuLimit: string,
  memoryMebi: number,
): input.core.v1.ResourceRequirements => {
  const memory = quantity(memoryMebi * mebi);
  return { requests: { cpu: cpuRequest, memory }, limits: { cpu: cpuLimit, memory } };
};
