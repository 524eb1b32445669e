import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../support/ports";
import { ClusterError } from "../cluster";
import { command, succeeds } from "../command";
import { KubernetesApi } from "../plugins/api.cjs";
import { noteMachine } from "./before";
import { makeCertificates } from "./certificates";
import { lastLines } from "./logs";
import { isNameServerReady, startNameServer } from "./nameServer";
import {
  addresses,
  bridge,
  containerdSocket,
  contextName,
  kubeconfigFile,
  nodeName,
  type Ports,
} from "./places";
import { startProcess } from "./processes";
import { commandLines, type ProgramName } from "./programs";
import { makeFolders, writeSettings } from "./settings";
import { provideVolumes } from "./volumes";

const patienceMillis = 120_000;
const askMillis = 100;

/** What a start works with. */
export interface StartUp {
  /** Archives to import. */
  readonly images: readonly string[];
  /** Puts Kubernetes' programs into bin/. */
  readonly linkPrograms: () => Promise<void>;
  /** Told what is waited for. */
  readonly detail: (text: string) => void;
  /** Aborted when the cluster is taken down: no program is started from then on, and one that ends is no failure. */
  readonly stopped: AbortSignal;
}

/** Starts all programs and waits until pods can run and find each other. */
export async function startPrograms(startUp: StartUp): Promise<void> {
  const { detail, images, stopped } = startUp;
  await makeFolders();
  await noteMachine();
  detail("certificates");
  const [ports] = await Promise.all([freePorts(), makeCertificates(), makeBridge()]);
  await writeSettings(ports);
  await startUp.linkPrograms();
  const { start, ready } = starter(ports, startUp);

  start("etcd", "containerd", "kube-apiserver");
  const [api] = await Promise.all([
    ready("kube-apiserver", connected),
    ready("containerd", () => succeeds("ctr", [...ctr, "version"])).then(() =>
      importImages(images),
    ),
  ]);
  start("kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet");
  await startNameServer(api);
  await provideVolumes(api, stopped);
  await ready("kubelet", () => isNodeReady(api));
  await ready("coredns", () => isNameServerReady(api));
}

/** @returns functions that start programs, and that wait for something unless a program has ended */
function starter(ports: Ports, { detail, stopped }: StartUp) {
  const lines = commandLines(ports);
  let failure: string | undefined;
  const onEnd = (reason: string): void => {
    if (!stopped.aborted) failure ??= reason;
  };
  return {
    start: (...names: readonly ProgramName[]): void => {
      stopped.throwIfAborted();
      for (const name of names) startProcess(name, lines[name], onEnd);
    },
    ready: async <T>(name: string, ask: () => Promise<T | false>): Promise<T> => {
      detail(name);
      const end = Date.now() + patienceMillis;
      for (;;) {
        const answer = await ask();
        if (answer !== false) return answer;
        stopped.throwIfAborted();
        if (failure !== undefined) throw new ClusterError(failure);
        if (Date.now() > end) throw new ClusterError(late(name));
        await pause(askMillis);
      }
    },
  };
}

const late = (name: string): string =>
  `${name}: not ready after ${patienceMillis / 1000} s\n${lastLines(name)}`;

async function freePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 8) found.add(await freePort());
  const [api = 0, etcd = 0, etcdPeer = 0, kubelet = 0, ...rest] = found;
  const [manager = 0, scheduler = 0, proxyHealth = 0, proxyMetrics = 0] = rest;
  return { api, etcd, etcdPeer, kubelet, manager, scheduler, proxyHealth, proxyMetrics };
}

async function makeBridge(): Promise<void> {
  await command("ip", ["link", "add", bridge, "type", "bridge"]);
  await command("ip", ["address", "add", `${addresses.node}/24`, "dev", bridge]);
  await command("ip", ["link", "set", bridge, "up"]);
}

const ctr = ["--address", containerdSocket, "--namespace", "k8s.io"];

async function importImages(archives: readonly string[]): Promise<void> {
  for (const archive of archives) await command("ctr", [...ctr, "images", "import", archive]);
}

async function connected(): Promise<KubernetesApi | false> {
  const api = new KubernetesApi({ kubeconfig: kubeconfigFile, context: contextName });
  try {
    await api.request("GET", "/readyz");
    return api;
  } catch {
    return false;
  }
}

interface NodeStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

async function isNodeReady(api: KubernetesApi): Promise<boolean> {
  const metadata = { name: nodeName };
  const node = await api.get({ apiVersion: "v1", kind: "Node", metadata });
  const { conditions = [] } = (node?.["status"] ?? {}) as NodeStatus;
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
