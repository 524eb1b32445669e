import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Place } from "../domain/place";
import {
  answerOf,
  isNotFound,
  type KubeAccess,
  type KubeClient,
  kubeClient,
  NoPods,
  selectorOf,
} from "./kube";

export { type KubeAccess, NoPods } from "./kube";

/** A port of this process, and what it needs to lead anywhere. */
interface Forward {
  readonly client: KubeClient;
  readonly port: number;
  /** Why the API lets nobody through: it does not pass by itself. */
  refused?: NoPods;
}

const forwards = new Map<string, Promise<Forward>>();

/** When a connection to a pod broke by itself, by namespace and name: another one is better for a while. */
const broke = new Map<string, number>();

/** As long as Kubernetes may take to see that a pod is not ready any more: three probes. */
const avoidMillis = 30_000;

/**
 * Opens a port of this machine that leads to a ready pod, within this process: nothing has to be installed and nothing
 * is left behind. Every connection looks for a ready pod anew, so that a client which reconnects survives the end of one.
 *
 * @returns the port on 127.0.0.1; the same for the same place as long as the process lives
 * @throws NoPods where no pod is ready now, where the Kubernetes API does not answer within five seconds, and, once a
 * connection has been tried, where it does not let this user forward ports
 */
export async function forwardTo(place: Place, access: KubeAccess): Promise<number> {
  const key = JSON.stringify([place, access]);
  const known = forwards.get(key);
  if (known) return portOf(await known);
  const client = await kubeClient(access);
  await readyPod(client, place);
  const forward = forwards.get(key) ?? listen(client, place);
  forwards.set(key, forward);
  return portOf(await forward);
}

function portOf({ port, refused }: Forward): number {
  if (refused) throw refused;
  return port;
}

/**
 * Looks whether a pod is ready now.
 *
 * @throws NoPods
 */
export async function checkPods(place: Place, access: KubeAccess): Promise<void> {
  const known = await forwards.get(JSON.stringify([place, access]));
  await readyPod(known?.client ?? (await kubeClient(access)), place);
}

async function readyPod(client: KubeClient, place: Place): Promise<string> {
  const { namespace, service } = place;
  const asked = client.core.listNamespacedPod({ namespace, labelSelector: selectorOf(place) });
  const { items } = await answerOf(asked, `pods of namespace "${namespace}" cannot be listed`);
  const ready = items
    .filter(
      ({ metadata, status }) =>
        metadata?.deletionTimestamp === undefined &&
        status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
    )
    .map(({ metadata }) => metadata?.name ?? "");
  const [pod] = [...ready.filter((name) => !isAvoided(namespace, name)), ...ready];
  if (pod !== undefined) return pod;
  const where = `kubernetes: ${namespace}/${service}`;
  if (items.length > 0) throw new NoPods(`${where}: no pod is ready now`);
  if (await isGone(client, place)) throw new NoPods(`${where}: there are no servers`, true);
  throw new NoPods(`${where}: there are no pods now`);
}

const podKey = (namespace: string, pod: string): string => `${namespace}/${pod}`;

const isAvoided = (namespace: string, pod: string): boolean =>
  Date.now() - (broke.get(podKey(namespace, pod)) ?? -Infinity) < avoidMillis;

/** Whoever may not ask is told that it is not known. */
async function isGone({ apps }: KubeClient, { namespace, service }: Place): Promise<boolean> {
  const asked = apps.readNamespacedStatefulSet({ namespace, name: service }).then(
    () => false,
    (error: unknown) => isNotFound(error),
  );
  return answerOf(asked, `servers of namespace "${namespace}" cannot be read`);
}

/** The part of a web socket that is used; the client's own type needs a package of types that it does not bring. */
interface Closable {
  on(event: "close" | "error", listener: () => void): unknown;
  close(): void;
}

const isWebSocket = (value: unknown): value is Closable =>
  typeof value === "object" && value !== null && "on" in value && "close" in value;

function listen(client: KubeClient, place: Place): Promise<Forward> {
  const forward: Forward = { client, port: 0 };
  const server = createServer((socket) => {
    pipe(client, place, socket).catch((error: unknown) => {
      if (isForbidden(error)) forward.refused = mayNotForward(place);
      socket.destroy();
    });
  });
  // an open port keeps no process alive: the connections that use it do, for as long as they are wanted
  server.unref();
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      done(Object.assign(forward, { port: (server.address() as AddressInfo).port }));
    });
  });
}

/** What opens a web socket tells the status in words alone. */
const isForbidden = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  "message" in error &&
  / 40[13]$/.test(String(error.message));

const mayNotForward = ({ namespace }: Place): NoPods =>
  new NoPods(
    `kubernetes: ports of pods in namespace "${namespace}" cannot be forwarded: the user of the kubeconfig may not "get" and "create" the resource "pods/portforward"; give him the role of examples/kubernetes/deployer.yaml`,
    false,
    true,
  );

async function pipe(client: KubeClient, place: Place, socket: Socket): Promise<void> {
  socket.on("error", () => socket.destroy());
  const pod = await readyPod(client, place);
  const drop = (): void => {
    // whoever connected did not end it: the pod did, or the way to it
    if (!socket.destroyed) broke.set(podKey(place.namespace, pod), Date.now());
    socket.destroy();
  };
  const stream = await openStream(client, place, pod, socket).catch((error: unknown) => {
    drop();
    throw error;
  });
  stream.on("close", drop);
  stream.on("error", drop);
  const end = (): void => {
    stream.close();
  };
  // whoever connected may have given up meanwhile; a stream left open stays a client to the server
  if (socket.destroyed) end();
  else socket.once("close", end);
}

async function openStream(
  { forwarder }: KubeClient,
  { namespace }: Place,
  pod: string,
  socket: Socket,
): Promise<Closable> {
  const opened: unknown = await forwarder.portForward(namespace, pod, [4222], socket, null, socket);
  const stream: unknown = typeof opened === "function" ? (opened as () => unknown)() : opened;
  if (isWebSocket(stream)) return stream;
  throw new NoPods(`kubernetes: no stream to pod "${pod}"`);
}
