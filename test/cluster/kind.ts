import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inStep, type Report } from "../../toolchain/progress";
import type { Cluster, StartCluster } from "./cluster";
import { command, succeeds } from "./command";

/** kind waits for the node itself; the image of the node may have to be pulled first. */
const createMillis = 10 * 60_000;

/** @returns how to start a cluster in Docker, which pulls images as usual; undefined where kind or Docker is missing */
export async function prepareKindCluster(report: Report): Promise<StartCluster | undefined> {
  const usable = (await succeeds("docker", ["info"])) && (await succeeds("kind", ["version"]));
  return usable ? (interrupted) => startKind(report, interrupted) : undefined;
}

async function startKind(report: Report, interrupted: AbortSignal): Promise<Cluster> {
  const name = `nats-stack-${randomBytes(3).toString("hex")}`;
  const folder = mkdtempSync(join(tmpdir(), "nats-stack-kind-"));
  const kubeconfig = join(folder, "kubeconfig");
  const which = ["--name", name, "--kubeconfig", kubeconfig];
  const stop = async (): Promise<void> => {
    await command("kind", ["delete", "cluster", ...which]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await inStep(report, "kind: creating a cluster", () =>
      command("kind", ["create", "cluster", ...which, "--wait", "5m"], { millis: createMillis }),
    );
    interrupted.throwIfAborted();
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return { kubeconfig, context: `kind-${name}`, kind: "kind", title: "kind in Docker", stop };
}
