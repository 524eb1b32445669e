import { type Report, reportTo } from "../../toolchain/progress";
import { prepareBareCluster } from "./bare/bareCluster";
import type { Cluster, StartCluster } from "./cluster";
import { givenCluster } from "./given";
import { prepareKindCluster } from "./kind";

export type { Cluster } from "./cluster";

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const interruptedCode = 130;

/**
 * A cluster to test on: that of KUBECONFIG if NATS_STACK_TEST_CONTEXT names one of its contexts; else one made by kind
 * where Docker runs; else one made of processes on this machine (Linux, root). Ctrl-C takes it down as `stop` does and ends
 * the process; what a killed run left is cleaned up by the next.
 *
 * @param beforeStop ends what uses the cluster
 * @throws ClusterError with what this machine lacks
 */
export async function startCluster(
  report: Report = reportTo(process.stdout),
  beforeStop: () => Promise<void> = () => Promise.resolve(),
): Promise<Cluster> {
  const start = await chooseCluster(report);
  const interrupted = new AbortController();
  const running: { stop?: () => Promise<void> } = {};
  const unwatch = onSignals(() => {
    if (interrupted.signal.aborted) return;
    interrupted.abort(new Error("interrupted"));
    report.line("interrupted: taking the cluster down");
    void running.stop?.().finally(() => process.exit(interruptedCode));
  });
  const cluster = await start(interrupted.signal).catch((error: unknown) => {
    if (interrupted.signal.aborted) process.exit(interruptedCode);
    unwatch();
    throw error;
  });
  const stop = once(async () => {
    await beforeStop();
    await cluster.stop();
    unwatch();
  });
  running.stop = stop;
  report.line(`cluster: ${cluster.title} (${cluster.kind}), context "${cluster.context}"`);
  return { ...cluster, stop };
}

function onSignals(action: () => void): () => void {
  for (const name of endings) process.on(name, action);
  return () => {
    for (const name of endings) process.off(name, action);
  };
}

/** What takes minutes the first time is done here, where a signal may end the process at once. */
async function chooseCluster(report: Report): Promise<StartCluster> {
  const given = givenCluster(process.env);
  if (given) return () => Promise.resolve(given);
  return (await prepareKindCluster(report)) ?? (await prepareBareCluster(report));
}

/** A signal may come while the cluster is taken down already. */
function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= work());
}
