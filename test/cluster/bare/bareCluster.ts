import { symlink } from "node:fs/promises";
import { withLock } from "../../../toolchain/lock.cjs";
import { elapsed, inStep, type Report, type Step } from "../../../toolchain/progress";
import type { Cluster, StartCluster } from "../cluster";
import { goProgram } from "../goProgram";
import {
  coreDns,
  kubernetes,
  kubernetesPrograms,
  natsCli,
  natsExporter,
  pause,
} from "../goPrograms";
import { cliImage, exporterImage, natsImages, systemImages } from "../images";
import { cleanUp } from "./cleanUp";
import { needHostPackages } from "./hostPackages";
import { contextName, kubeconfigFile, place, runFolder } from "./places";
import { startPrograms } from "./startUp";

/** What is built or fetched once; later runs find it in the cache. */
interface Parts {
  readonly kubernetes: string;
  readonly images: readonly string[];
}

/**
 * Gets ready for a cluster of one node made of processes on this machine: Kubernetes' programs built from Go modules, the
 * rest from Debian's packages, images of nats-server from the toolchain's. One at a time per machine; a second one waits.
 *
 * @throws ClusterError with what this machine lacks
 */
export async function prepareBareCluster(report: Report): Promise<StartCluster> {
  await needHostPackages(report);
  const parts = await prepare(report);
  return (interrupted) => startBare(parts, report, interrupted);
}

async function startBare(parts: Parts, report: Report, interrupted: AbortSignal): Promise<Cluster> {
  const release = await hold(report, interrupted);
  const stopping = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await cleanUp();
    await release();
  };
  const stopped = AbortSignal.any([interrupted, stopping.signal]);
  try {
    const start = Date.now();
    await inStep(report, "starting Kubernetes", (step) => up(parts, step, stopped));
    report.line(`Kubernetes ${kubernetes.version} is up after ${elapsed(Date.now() - start)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  const title = `Kubernetes ${kubernetes.version} in processes of this machine`;
  return { kubeconfig: kubeconfigFile, context: contextName, kind: "bare", title, stop };
}

async function prepare(report: Report): Promise<Parts> {
  const programs = {
    kubernetes: await goProgram(kubernetes, report),
    coreDns: await goProgram(coreDns, report),
    pause: await goProgram(pause, report),
    natsCli: await goProgram(natsCli, report),
    natsExporter: await goProgram(natsExporter, report),
  };
  const images = [
    ...(await systemImages(programs)),
    ...(await natsImages(report)),
    await cliImage(programs.natsCli),
    await exporterImage(programs.natsExporter),
  ];
  return { kubernetes: programs.kubernetes, images };
}

async function up(
  { kubernetes: executable, images }: Parts,
  step: Step,
  stopped: AbortSignal,
): Promise<void> {
  step.detail("cleaning up what an earlier one left");
  await cleanUp();
  await startPrograms({
    images,
    stopped,
    detail: (text) => {
      step.detail(text);
    },
    linkPrograms: async () => {
      for (const name of kubernetesPrograms) await symlink(executable, place("bin", name));
    },
  });
}

/** Keeps other runs away until the function that comes back is called. */
function hold(report: Report, interrupted: AbortSignal): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    interrupted.addEventListener("abort", () => {
      reject(new Error("interrupted"));
    });
    const wait = (): void => {
      report.line("another process has a test cluster on this machine: waiting for it");
    };
    const held = withLock(`${runFolder}.lock`, wait, async () => {
      await new Promise<void>((free) => {
        resolve(async () => {
          free();
          await held;
        });
      });
    });
    held.catch(reject);
  });
}
