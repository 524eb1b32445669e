import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../domain/json";
import type { RunningServers } from "../domain/cluster/running";
import type { ServerAddress } from "../domain/outputs";
import { namedServers, serverNameOf } from "../domain/namedServers";
import { placeOf } from "../domain/place";
import { fieldsOf } from "../domain/settings";
import type { Target } from "../jetstream/target";
import { authFrom, type ReadConfig, TargetError, tlsFrom } from "./credentials";
import { isInside, kubeAccess, kubernetesTarget, placeAddress } from "./kubernetes";
import { checkPods } from "./podForward";
import { readServers } from "./runningServers";

export { type ReadConfig, TargetError } from "./credentials";
export { kubeAccess } from "./kubernetes";

/** What the `target` of a resource may be, for messages. */
export const targetForms = '"local", "url", "url:server" and "kubernetes:namespace/service"';

/** @returns whether a text names a target */
export const isTarget = (name: unknown): boolean =>
  ["local", "url"].some((one) => one === name) ||
  serverNameOf(name) !== undefined ||
  placeOf(name) !== undefined;

/** Where the launcher writes down the server it started, below the project's folder. */
const localServerFile = join(".nats-stack", "server", "server.json");

/**
 * Finds the server a resource lives on. Credentials come from the stack's configuration or from the environment and
 * never from the resource.
 *
 * @param name "local": the server that `npm start` runs; "url": the one that `nats-stack:url` names; "url:server": the one
 *   of that name in `nats-stack:servers`; "kubernetes:namespace/service": the one that this stack deploys, through a port of
 *   this process, or directly where this runs in the cluster itself
 * @throws TargetError where it is not known, NoPods; the message never holds a credential
 */
export async function resolveTarget(name: string, read: ReadConfig): Promise<Target> {
  const place = placeOf(name);
  if (place) return kubernetesTarget(name, place, read);
  const server = serverNameOf(name);
  if (server !== undefined) return withCredentials(name, serverUrl(server, read), read);
  switch (name) {
    case "local":
      return { name, url: localUrl() };
    case "url":
      return withCredentials(name, configuredUrl(read), read);
    default:
      throw new TargetError(`target: got "${name}"; allowed are ${targetForms}`);
  }
}

/**
 * Looks whether servers on Kubernetes have anybody to answer now; of any other target nothing is known beforehand.
 *
 * @throws NoPods
 */
export async function checkTarget(name: string, read: ReadConfig): Promise<void> {
  const place = placeOf(name);
  if (place && !isInside()) await checkPods(place, kubeAccess(read));
}

/**
 * Reads what Kubernetes has of the servers that a target names.
 *
 * @returns "none" where it has none; undefined for any other target
 * @throws NoPods
 */
export async function readTargetServers(
  name: string,
  read: ReadConfig,
): Promise<RunningServers | "none" | undefined> {
  const place = placeOf(name);
  return place && readServers(place, kubeAccess(read));
}

/**
 * What other projects are told of a target: never a credential, only where they are kept.
 *
 * @param version of the server, where it answered
 */
export function addressOf(
  name: string,
  read: ReadConfig,
  version: string | undefined,
): ServerAddress {
  const place = placeOf(name);
  if (place) return placeAddress(place, read, version);
  const local = name === "local" ? localServer() : undefined;
  const server = serverNameOf(name);
  const url = server === undefined ? read("url") : serverUrl(server, read);
  return {
    url: (name === "local" ? local?.url : url) ?? "not started",
    ...(local?.monitoringUrl !== undefined && { monitoringUrl: local.monitoringUrl }),
    ...(version !== undefined && { version }),
    credentials: name === "local" ? "none" : credentialsKept(read),
  };
}

function credentialsKept(read: ReadConfig): string {
  const key = ["creds", "credsFile", "nkeySeed", "nkeyFile", "token", "password"].find((k) =>
    read(k),
  );
  if (key) return `stack config nats-stack:${key}`;
  const variable = ["NATS_CREDS", "NATS_NKEY", "NATS_TOKEN", "NATS_PASSWORD"].find(
    (v) => process.env[v],
  );
  return variable ? `environment ${variable}` : "none";
}

function localUrl(): string {
  const server = localServer();
  if (server) return server.url;
  throw new TargetError(
    `no local server is known (${localServerFile} is missing); start it with "npm start"`,
    true,
  );
}

/** What the launcher wrote down; a file that is not there, or half written, is none. */
function localServer(): { readonly url: string; readonly monitoringUrl?: string } | undefined {
  try {
    const server: unknown = JSON.parse(readFileSync(localServerFile, "utf8"));
    if (!isObject(server) || typeof server["url"] !== "string") return undefined;
    const { url, monitoringUrl } = server;
    return { url, ...(typeof monitoringUrl === "string" && { monitoringUrl }) };
  } catch {
    return undefined;
  }
}

function configuredUrl(read: ReadConfig): string {
  const url = read("url");
  if (url) return url;
  throw new TargetError(
    'nats-stack:url: not set; the target "url" needs the address of a NATS server, such as "nats://nats.example.com:4222"',
  );
}

function serverUrl(server: string, read: ReadConfig): string {
  const known = namedServers(fieldsOf(read("servers")));
  const url = known[server]?.url;
  if (url) return url;
  const names = Object.keys(known);
  throw new TargetError(
    `nats-stack:servers.${server}: not set; the target "url:${server}" needs the address of that server; named are ${names.join(", ") || "none"}`,
  );
}

function withCredentials(name: string, url: string, read: ReadConfig): Target {
  const auth = authFrom(read);
  const tls = tlsFrom(read);
  return { name, url, ...(auth && { auth }), ...(tls && { tls }) };
}
