import { resolveAuth } from "../domain/cluster/auth";
import { defaultVersion } from "../domain/cluster/images";
import { certificateNames, ports, serviceHost, userSecretName } from "../domain/cluster/names";
import { passwordCommand, passwordKey, passwordsOf } from "../domain/cluster/passwords";
import type { ClusterSpec } from "../domain/cluster/spec";
import { specFor } from "../domain/cluster/stackSpec";
import { resolveTls } from "../domain/cluster/tls";
import type { ServerAddress, UserCredentials } from "../domain/outputs";
import type { Place } from "../domain/place";
import { fieldsOf } from "../domain/settings";
import type { Auth, Target, Tls } from "../jetstream/target";
import { systems } from "../systems";
import { authFrom, type ReadConfig, seedFrom, TargetError, tlsFrom } from "./credentials";
import { forwardTo, type KubeAccess, NoPods } from "./podForward";
import { secretData } from "./secrets";

/** Whether this runs in a pod, which reaches services by their names. */
export const isInside = (): boolean => process.env["KUBERNETES_SERVICE_HOST"] !== undefined;

/** @returns how this stack reaches the Kubernetes API */
export function kubeAccess(read: ReadConfig): KubeAccess {
  const [kubeconfig, context] = [read("kubeconfig"), read("context")];
  return { ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
}

/**
 * Finds servers that this stack deploys. Who it is to them, and whom it trusts, follows from how they are declared.
 *
 * @throws TargetError, NoPods
 */
export async function kubernetesTarget(
  name: string,
  place: Place,
  read: ReadConfig,
): Promise<Target> {
  const spec = specAt(place, read);
  const address = isInside()
    ? `${place.service}.${place.namespace}.svc:${ports.nats}`
    : `localhost:${await forwardTo(place, kubeAccess(read))}`;
  const auth = spec.auth ? adminOf(spec, spec.auth, read) : authFrom(read);
  const tls = spec.tls ? await tlsOf(spec, read) : tlsFrom(read);
  return { name, url: `nats://${address}`, ...(auth && { auth }), ...(tls && { tls }) };
}

/** What is declared of the servers at a place. Those of a system that is declared no more are as the stack says of all. */
function specAt({ namespace, service }: Place, read: ReadConfig): ClusterSpec {
  const fields = (key: string) => fieldsOf(read(key)) ?? {};
  const system = Object.values(systems).find(
    (one) => one.namespace === namespace && one.service === service,
  );
  return specFor(system ?? { name: namespace, namespace, service }, {
    cluster: fields("cluster"),
    clusters: fields("clusters"),
  });
}

/** The user that makes the streams, where the servers ask who somebody is. */
function adminOf(
  { system = "", namespace }: ClusterSpec,
  declared: NonNullable<ClusterSpec["auth"]>,
  read: ReadConfig,
): Auth {
  const { admin } = resolveAuth(declared, system);
  const given = passwordsOf(fieldsOf(read("passwords")), system)[admin.name];
  const secret = typeof given === "string" && given !== "" ? given : undefined;
  const seed = admin.nkey === undefined ? undefined : (secret ?? seedFrom(read));
  if (seed !== undefined) return { kind: "nkey", seed };
  if (secret !== undefined && admin.nkey === undefined) {
    return { kind: "user", user: admin.name, password: secret };
  }
  throw new TargetError(
    `${passwordKey(system, admin.name)}: not set, and the servers in namespace "${namespace.name}" ask for it; run ${passwordCommand(system, admin.name)}`,
    true,
  );
}

/** The certificate is compared with the name that programs connect to, whatever way this connection takes. */
async function tlsOf(spec: ClusterSpec, read: ReadConfig): Promise<Tls> {
  const given = tlsFrom(read) ?? {};
  const tls = resolveTls(spec.tls ?? { secret: "" }, spec);
  const ownCertificate = tls.verifyClients && given.cert === undefined;
  const data = given.ca === undefined || ownCertificate ? await certificates(spec, read) : {};
  const [ca, cert, key] = [given.ca ?? data[tls.keys.ca], data[tls.keys.cert], data[tls.keys.key]];
  return {
    ...(ca !== undefined && { ca }),
    ...(ownCertificate && cert !== undefined && key !== undefined && { cert, key }),
    ...given,
    handshakeFirst: tls.handshakeFirst || given.handshakeFirst === true,
    serverName: hostOf(spec),
  };
}

/** What the servers themselves show and trust, from the Secret that their pods mount. */
async function certificates(
  spec: ClusterSpec,
  read: ReadConfig,
): Promise<Readonly<Record<string, string>>> {
  const { secret, keys } = resolveTls(spec.tls ?? { secret: "" }, spec);
  const name = `${spec.namespace.name}/${secret}`;
  const data = await secretData(spec.namespace.name, secret, kubeAccess(read));
  if (data === undefined) {
    throw new TargetError(`kubernetes: Secret ${name} is not there; the pods wait for it`, true);
  }
  if (data[keys.ca] !== undefined) return data;
  throw new TargetError(
    `kubernetes: Secret ${name} has no "${keys.ca}", the authority to trust; add it, or name its file in nats-stack:tlsCaFile`,
  );
}

/**
 * Looks for the Secrets with certificates that somebody has to bring along.
 *
 * @returns a line for each that is not there, or that could not be looked for
 */
export async function secretNotes(
  specs: readonly ClusterSpec[],
  read: ReadConfig,
): Promise<readonly string[]> {
  const lines = await Promise.all(
    specs.flatMap((spec) => ownSecrets(spec).map((secret) => secretNote(spec, secret, read))),
  );
  return lines.flat();
}

function ownSecrets(spec: ClusterSpec): readonly string[] {
  if (!spec.tls || spec.tls.certificate) return [];
  const { secret, routesSecret = secret } = resolveTls(spec.tls, spec);
  return [...new Set([secret, routesSecret])];
}

async function secretNote(
  spec: ClusterSpec,
  secret: string,
  read: ReadConfig,
): Promise<readonly string[]> {
  const name = `${spec.namespace.name}/${secret}`;
  const { keys } = resolveTls(spec.tls ?? { secret }, spec);
  const needed = `the pods wait for it; it holds ${Object.values(keys).join(", ")}, made out to ${certificateNames(spec).join(", ")}`;
  try {
    const data = await secretData(spec.namespace.name, secret, kubeAccess(read));
    return data === undefined ? [`not there yet: Secret ${name}: ${needed}`] : [];
  } catch (error) {
    if (!(error instanceof NoPods)) throw error;
    return [`not checked: Secret ${name}: ${needed}`];
  }
}

const hostOf = ({ name, namespace, clusterDomain = "cluster.local" }: ClusterSpec): string =>
  serviceHost(name, namespace.name, clusterDomain);

/**
 * @param live version of the servers before this deployment, where they answered
 * @returns what programs are told of servers that this stack deploys
 */
export function placeAddress(
  place: Place,
  read: ReadConfig,
  live: string | undefined,
): ServerAddress {
  const spec = specAt(place, read);
  // an image of somebody's own does not say what is in it
  const version = spec.version ?? (spec.images?.server === undefined ? defaultVersion : live);
  const host = hostOf(spec);
  const users = usersOf(spec);
  return {
    url: `${spec.tls ? "tls" : "nats"}://${host}:${ports.nats}`,
    monitoringUrl: `http://${host}:${ports.monitor}`,
    ...(version !== undefined && { version }),
    credentials: users ? `Secrets ${place.namespace}/${place.service}-user-<user>` : "none",
    ...(users && { users }),
    ...(spec.tls && {
      authority: { secret: spec.tls.secret, key: resolveTls(spec.tls, spec).keys.ca },
    }),
  };
}

/** The admin is the deployer's. */
function usersOf(spec: ClusterSpec): Readonly<Record<string, UserCredentials>> | undefined {
  if (!spec.auth) return undefined;
  const auth = resolveAuth(spec.auth, spec.system ?? spec.namespace.name);
  return Object.fromEntries(
    auth.users.map(({ name, nkey }): [string, UserCredentials] => [
      name,
      nkey === undefined ? { secret: userSecretName(spec.name, name) } : { nkey },
    ]),
  );
}
