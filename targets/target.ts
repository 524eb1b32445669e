import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../domain/json";
import { ports, serviceHost } from "../domain/cluster/names";
import type { RunningServers } from "../domain/cluster/running";
import type { ServerAddress } from "../domain/outputs";
import { type Place, placeOf } from "../domain/place";
import { fieldsOf } from "../domain/settings";
import type { Auth, Target, Tls } from "../jetstream/target";
import { checkPods, forwardTo, type KubeAccess } from "./podForward";
import { readServers } from "./runningServers";

/** Reads one key of the stack's `nats-stack:` configuration, a secret in clear; undefined where it is not set. */
export type ReadConfig = (key: string) => string | undefined;

/** A target cannot be used as it is configured; the message says what to do. */
export class TargetError extends Error {
  readonly userMistake = true;

  constructor(
    message: string,
    /** Nothing is misconfigured: the server has not been started. */
    readonly serverIsAway = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What the `target` of a resource may be, for messages. */
export const targetForms = '"local", "url" and "kubernetes:namespace/service"';

/** @returns whether a text names a target */
export const isTarget = (name: unknown): boolean =>
  name === "local" || name === "url" || placeOf(name) !== undefined;

/** Where the launcher writes down the server it started, below the project's folder. */
const localServerFile = join(".nats-stack", "server", "server.json");

/**
 * Finds the server a resource lives on. Credentials come from the stack's configuration or from the environment and
 * never from the resource.
 *
 * @param name "local": the server that `npm start` runs; "url": the one that `nats-stack:url` names;
 *   "kubernetes:namespace/service": the one that this stack deploys, through a port of this process, or directly where
 *   this runs in the cluster itself
 * @throws TargetError where it is not known, NoPods; the message never holds a credential
 */
export async function resolveTarget(name: string, read: ReadConfig): Promise<Target> {
  const place = placeOf(name);
  if (place) return kubernetesTarget(name, place, read);
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

/** Whether this runs in a pod, which reaches services by their names. */
const isInside = (): boolean => process.env["KUBERNETES_SERVICE_HOST"] !== undefined;

/** @returns how this stack reaches the Kubernetes API */
export function kubeAccess(read: ReadConfig): KubeAccess {
  const [kubeconfig, context] = [read("kubeconfig"), read("context")];
  return { ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
}

async function kubernetesTarget(name: string, place: Place, read: ReadConfig): Promise<Target> {
  const url = isInside()
    ? `nats://${place.service}.${place.namespace}.svc:4222`
    : `nats://localhost:${await forwardTo(place, kubeAccess(read))}`;
  const target = withCredentials(name, url, read);
  const auth = adminOf(read);
  return { ...target, ...(auth && { auth }) };
}

/** The user that makes the streams, where the servers of this stack ask who somebody is. */
function adminOf(read: ReadConfig): Auth | undefined {
  const auth = fieldsOf(read("cluster"))?.["auth"];
  if (!isObject(auth)) return undefined;
  const user =
    isObject(auth["admin"]) && typeof auth["admin"]["name"] === "string"
      ? auth["admin"]["name"]
      : "admin";
  const password = fieldsOf(read("passwords"))?.[user];
  return typeof password === "string" ? { kind: "user", user, password } : undefined;
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
  return {
    url: (name === "local" ? local?.url : read("url")) ?? "not started",
    ...(local?.monitoringUrl !== undefined && { monitoringUrl: local.monitoringUrl }),
    ...(version !== undefined && { version }),
    credentials: name === "local" ? "none" : credentialsKept(read),
  };
}

function placeAddress(
  { namespace, service }: Place,
  read: ReadConfig,
  version: string | undefined,
): ServerAddress {
  const host = serviceHost(service, namespace, "cluster.local");
  const auth = isObject(fieldsOf(read("cluster"))?.["auth"]);
  return {
    url: `nats://${host}:${ports.nats}`,
    monitoringUrl: `http://${host}:${ports.monitor}`,
    ...(version !== undefined && { version }),
    credentials: auth ? `Secrets ${namespace}/${service}-user-<user>` : "none",
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

function withCredentials(name: string, url: string, read: ReadConfig): Target {
  const auth = authFrom(read);
  const tls = tlsFrom(read);
  return { name, url, ...(auth && { auth }), ...(tls && { tls }) };
}

/** The first kind that is set wins, stack config before environment: creds, nkey, token, user. */
function authFrom(read: ReadConfig): Auth | undefined {
  const value = (key: string, variable: string): string | undefined =>
    read(key) ?? process.env[variable];
  const creds =
    read("creds") ?? fileOf("credsFile", read("credsFile") ?? process.env["NATS_CREDS"]);
  if (creds) return { kind: "creds", creds };
  const seed =
    read("nkeySeed") ?? fileOf("nkeyFile", read("nkeyFile") ?? process.env["NATS_NKEY"])?.trim();
  if (seed) return { kind: "nkey", seed };
  const token = value("token", "NATS_TOKEN");
  if (token) return { kind: "token", token };
  const user = value("user", "NATS_USER");
  if (!user) return undefined;
  return { kind: "user", user, password: value("password", "NATS_PASSWORD") ?? "" };
}

function tlsFrom(read: ReadConfig): Tls | undefined {
  const ca = fileOf("tlsCaFile", read("tlsCaFile") ?? process.env["NATS_CA"]);
  const cert = fileOf("tlsCertFile", read("tlsCertFile") ?? process.env["NATS_CERT"]);
  const key = fileOf("tlsKeyFile", read("tlsKeyFile") ?? process.env["NATS_KEY"]);
  const handshakeFirst = read("tlsFirst") === "true";
  if (!ca && !cert && !key && !handshakeFirst) return undefined;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), handshakeFirst };
}

function fileOf(key: string, path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TargetError(
      `nats-stack:${key}: cannot read "${path}"; name a file that this user can read`,
      false,
      { cause },
    );
  }
}
