import { isObject, type JsonObject } from "../json";
import { authFile, hasPasswords } from "./auth";
import type { Cluster } from "./cluster";
import { renderConf } from "./conf";
import { natsConf, places } from "./natsConf";
import { certificateFolders } from "./tls";

/** What a running server takes over when it is signalled, seen in 2.12 and 2.15. nats-server server/reload.go, diffOptions. */
const reloadable: ReadonlySet<string> = new Set([
  "accounts",
  "authorization",
  "connect_error_reports",
  "debug",
  "logtime",
  "max_connections",
  "max_control_line",
  "max_payload",
  "ping_interval",
  "ping_max",
  "reconnect_error_reports",
  "tls",
  "trace",
  "trace_verbose",
  "write_deadline",
]);

const reloadableOfCluster: ReadonlySet<string> = new Set(["routes", "tls"]);

/**
 * The part of the configuration whose change needs new pods. Its checksum stands on the pods, so that such a change rolls
 * them, one at a time, each after the one before is ready.
 *
 * @returns all of it where nothing reloads
 */
export function restartConf(cluster: Cluster): string {
  const conf = natsConf(cluster);
  return renderConf(cluster.reload === "restart" ? conf : fixedPart(conf));
}

function fixedPart(conf: JsonObject): JsonObject {
  const kept = without(conf, reloadable);
  const routes = conf["cluster"];
  return isObject(routes) ? { ...kept, cluster: without(routes, reloadableOfCluster) } : kept;
}

const without = (object: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));

/** How often the reloader looks, in seconds; the kubelet itself needs up to a minute or two to bring new files. */
const reloadEverySeconds = 5;

/**
 * What the reloader runs: signals the server as soon as one of its files has changed. A signal that did not reach the
 * server is repeated; a configuration that the server refuses leaves the old one in force and a line in its log.
 *
 * @returns a script for any POSIX shell
 */
export function reloadScript(cluster: Cluster): string {
  const folders = [
    places.config,
    ...(hasPasswords(cluster.auth) ? [authFile.folder] : []),
    ...(cluster.tls ? [certificateFolders.nats] : []),
    ...(cluster.tls?.routesSecret === undefined ? [] : [certificateFolders.cluster]),
  ];
  const files = folders.map((folder) => `${folder}/*`).join(" ");
  return [
    `last=""`,
    `while sleep ${reloadEverySeconds}; do`,
    `  now="$(cat ${files} | sha256sum)"`,
    `  if [ "$now" != "$last" ] && nats-server --signal reload=${places.pidFile}; then last="$now"; fi`,
    `done`,
    ``,
  ].join("\n");
}
