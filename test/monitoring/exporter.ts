import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { podContainers } from "../../components/cluster/containers";
import type { Cluster } from "../../domain/cluster/cluster";
import { reportTo } from "../../toolchain/progress";
import { goProgram } from "../cluster/goProgram";
import { natsExporter } from "../cluster/goPrograms";
import { freePort } from "../support/ports";
import { until } from "../support/until";

/** The real exporter, run beside one server as a pod runs it. */
export interface Exporter {
  /** What Prometheus would read. */
  scrape(): Promise<string>;
  stop(): Promise<void>;
}

/** @returns the executable, built once from its Go module */
export const exporterProgram = (): Promise<string> =>
  goProgram(natsExporter, reportTo(process.stdout));

/**
 * @param cluster its containers say with which arguments the exporter runs
 * @param monitorPort of the server on this machine
 */
export async function startExporter(cluster: Cluster, monitorPort: number): Promise<Exporter> {
  const program = await exporterProgram();
  const port = await freePort();
  const container = podContainers(cluster).find(({ name }) => name === "prom-exporter");
  const args = (container?.args ?? []) as readonly string[];
  const child = spawn(
    program,
    args.map((arg) =>
      arg
        .replace(/^-port=.*/, `-port=${port}`)
        .replace(/^http:.*/, `http://127.0.0.1:${monitorPort}/`),
    ),
    { stdio: "ignore" },
  );
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const scrape = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await until(() => scrape().catch(() => undefined), 15_000);
  return { scrape, stop: () => end(child, kill) };
}

async function end(child: ChildProcess, kill: () => boolean): Promise<void> {
  process.off("exit", kill);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  kill();
  await ended;
}
