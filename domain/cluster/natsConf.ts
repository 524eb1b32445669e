import type { Json, JsonObject } from "../json";
import { parseDuration, parseSize } from "../units";
import { accountsConf } from "./auth";
import type { Cluster } from "./cluster";
import { mergeConf, renderConf, variable } from "./conf";
import { listenersConf } from "./listeners";
import { ports } from "./names";
import { clientTls, routeTls } from "./tls";

/** Places in the server's container, as in the official chart. */
export const places = {
  config: "/etc/nats-config",
  configFile: "/etc/nats-config/nats.conf",
  pidFolder: "/var/run/nats",
  pidFile: "/var/run/nats/nats.pid",
  data: "/data",
} as const;

/** The environment variable that holds the server's name, which is that of its pod. */
export const serverNameVariable = "SERVER_NAME";

/** @returns the text of nats.conf; passwords stand in it as variables */
export const renderNatsConf = (cluster: Cluster): string => renderConf(natsConf(cluster));

/** @returns the configuration of every server of the cluster, with what was given raw merged in */
export function natsConf(cluster: Cluster): JsonObject {
  const { auth, streams, raw } = cluster;
  const typed: JsonObject = {
    ...serverConf(cluster),
    ...limitsConf(cluster),
    ...(cluster.tls && { tls: clientTlsConf(cluster) }),
    ...(cluster.servers > 1 && { cluster: clusterConf(cluster) }),
    ...listenersConf(cluster.name, cluster.listeners, cluster.tls),
    jetstream: jetStreamConf(cluster),
    ...(auth && accountsConf(auth, streams)),
  };
  return mergeConf(typed, raw);
}

const serverConf = ({ timings, log }: Cluster): JsonObject => ({
  server_name: variable(serverNameVariable),
  port: ports.nats,
  http_port: ports.monitor,
  pid_file: places.pidFile,
  lame_duck_grace_period: `${timings.lameDuckGrace}s`,
  lame_duck_duration: `${timings.lameDuckDuration}s`,
  ...(log !== "info" && { debug: true }),
  ...(log === "trace" && { trace: true }),
});

function limitsConf({ limits }: Cluster): JsonObject {
  const { maxPayload, maxConnections, pingInterval, writeDeadline } = limits;
  return {
    ...(maxPayload !== undefined && { max_payload: parseSize(maxPayload) }),
    ...(maxConnections !== undefined && { max_connections: maxConnections }),
    ...(pingInterval !== undefined && { ping_interval: goDuration(pingInterval) }),
    ...(writeDeadline !== undefined && { write_deadline: goDuration(writeDeadline) }),
  };
}

/** The server's parser knows no days. */
const goDuration = (text: string): string => `${parseDuration(text) / 1e6}ms`;

const clientTlsConf = ({ tls }: Cluster): JsonObject =>
  tls ? { ...clientTls(tls), ...(tls.handshakeFirst && { handshake_first: true }) } : {};

/** Routes that a server is told are all there are: advertised addresses of pods would be of no use to others. */
function clusterConf({ name, names, servers, tls }: Cluster): JsonObject {
  const encrypted = tls?.routesSecret !== undefined;
  const scheme = encrypted ? "tls" : "nats";
  const host = (index: number): string => `${name}-${index}.${names.headless}`;
  return {
    name,
    port: ports.cluster,
    no_advertise: true,
    routes: Array.from(
      { length: servers },
      (_, index): Json => `${scheme}://${host(index)}:${ports.cluster}`,
    ),
    ...(encrypted && { tls: routeTls(tls) }),
  };
}

const jetStreamConf = ({ sizing }: Cluster): JsonObject => ({
  store_dir: places.data,
  max_memory_store: sizing.maxMemoryStore,
  max_file_store: sizing.maxFileStore,
});
