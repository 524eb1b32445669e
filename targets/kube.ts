import type { AppsV1Api, CoreV1Api, KubeConfig, PortForward } from "@kubernetes/client-node";
import { selectorLabels } from "../domain/cluster/names";
import { isObject } from "../domain/json";
import type { Place } from "../domain/place";

/** How the Kubernetes API is reached. */
export interface KubeAccess {
  /** Path; absent: KUBECONFIG, then ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Absent: the current one. */
  readonly context?: string;
}

/** The servers cannot be reached through Kubernetes; it may be that they have not been made yet. */
export class NoPods extends Error {
  override readonly name = "NoPods";
  readonly userMistake = true;

  constructor(
    message: string,
    /** Kubernetes says for certain that there are no servers, neither now nor soon. */
    readonly gone = false,
    /** The kubeconfig is at fault, or its user lacks a right: it does not pass by itself. */
    readonly misconfigured = false,
  ) {
    super(message);
  }
}

/** What is needed of the Kubernetes client; loaded only where a stack has servers on Kubernetes. */
export interface KubeClient {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly forwarder: PortForward;
}

const deadlineMillis = 5000;

/** @throws NoPods where the kubeconfig cannot be read or has no such context */
export async function kubeClient({ kubeconfig, context }: KubeAccess): Promise<KubeClient> {
  const kube = await import("@kubernetes/client-node");
  const config = new kube.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const message = `kubernetes: the kubeconfig cannot be read: ${messageOf(error)}`;
    throw new NoPods(message, false, true);
  }
  if (kubeconfig === undefined && isMadeUp(config.getCurrentCluster())) {
    const message =
      "kubernetes: there is no kubeconfig, neither in KUBECONFIG nor in ~/.kube/config; name one with nats-stack:kubeconfig";
    throw new NoPods(message, false, true);
  }
  if (context !== undefined) useContext(config, context);
  return {
    core: config.makeApiClient(kube.CoreV1Api),
    apps: config.makeApiClient(kube.AppsV1Api),
    forwarder: new kube.PortForward(config),
  };
}

function useContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => `"${name}"`);
    throw new NoPods(
      `kubernetes: no context "${context}" in the kubeconfig; known are ${known.join(", ") || "none"}`,
      false,
      true,
    );
  }
  config.setCurrentContext(context);
}

/** The client makes one up where it finds no kubeconfig, and speaks of protocols then. */
const isMadeUp = (cluster: { readonly name: string; readonly server: string } | null): boolean =>
  cluster?.name === "cluster" && cluster.server === "http://localhost:8080";

/**
 * Waits five seconds for an answer: the client waits for ever where an address swallows everything.
 *
 * @param failure what it means if there is none
 * @throws NoPods
 */
export async function answerOf<T>(answer: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      fail(new Error(`no answer within ${deadlineMillis / 1000} s`));
    }, deadlineMillis);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw new NoPods(`kubernetes: ${failure}: ${messageOf(error)}`, false, isRefused(error));
  } finally {
    clearTimeout(timer);
  }
}

/** @returns whether the API says for certain that there is no such object */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === 404;

/** @returns undefined where the API says for certain that there is no such object */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** @returns the label selector of all pods and claims of some servers */
export const selectorOf = ({ service }: Place): string =>
  Object.entries(selectorLabels({ name: service }, "nats"))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** @returns whether the API does not know who asks (401), or does not let him (403) */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === 401 || error.code === 403);

/** The client's errors carry whole replies; what the API itself said in them, or their first line, says enough. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "body" in error ? statusMessage(error.body) : undefined;
  return said ?? error.message.split("\n")[0] ?? "";
}

/** @param body of a reply, a `Status` of Kubernetes or not, perhaps as text */
function statusMessage(body: unknown): string | undefined {
  try {
    const status: unknown = typeof body === "string" ? JSON.parse(body) : body;
    return isObject(status) && typeof status["message"] === "string"
      ? status["message"]
      : undefined;
  } catch {
    return undefined;
  }
}
