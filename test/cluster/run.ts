import { readdirSync } from "node:fs";
import { reportTo } from "../../toolchain/progress";
import { ensureTools, toolEnvironment } from "../../toolchain/tools";
import { summary } from "../support/counts";
import { type Cluster, startCluster } from "./harness";
import { findProviders } from "./providers";
import { Suite } from "./suite";

const cases = "test/cluster/cases";

const standInReminder =
  "* with STAND-INS for Pulumi's kubernetes and command providers, see the top of this output";

/**
 * Runs the cases that need a real Kubernetes, or those whose path contains one of the words given, and ends with the line
 * that counts them.
 *
 * @param args words; or `--hold`, which starts the cluster, says how to use it from another terminal, and keeps it until
 * Ctrl-C, so that many runs can share it
 * @returns 0 where all passed
 */
export async function main(args: readonly string[]): Promise<number> {
  const files = filesFor(args.filter((arg) => !arg.startsWith("--")));
  if (files.length === 0) {
    console.error(`no case's path contains ${args.map((word) => `"${word}"`).join(" or ")}`);
    return 1;
  }
  const report = reportTo(process.stdout);
  const tools = await ensureTools(["pulumi"]);
  const suite = new Suite();
  const cluster = await startCluster(report, () => suite.end());
  try {
    if (args.includes("--hold")) return await hold(cluster);
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      ...toolEnvironment(tools),
      ...variables(cluster),
    };
    const providers = await findProviders(environment, report);
    const counts = await suite.run(files, {
      ...environment,
      ...providers.environment,
      NATS_STACK_TEST_STAND_INS: providers.standIns ? "1" : "0",
    });
    if (providers.standIns) console.log(standInReminder);
    console.log(summary([counts]));
    return counts.failed === 0 ? 0 : 1;
  } finally {
    await cluster.stop();
  }
}

const filesFor = (words: readonly string[]): readonly string[] =>
  readdirSync(cases, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".case.ts"))
    .map((file) => `${cases}/${file}`)
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();

const variables = ({ kubeconfig, context }: Cluster) => ({
  KUBECONFIG: kubeconfig,
  NATS_STACK_TEST_CONTEXT: context,
});

/** Never comes back: Ctrl-C stops the cluster and ends the process. */
async function hold(cluster: Cluster): Promise<never> {
  const { KUBECONFIG, NATS_STACK_TEST_CONTEXT } = variables(cluster);
  console.log(
    `in another terminal: export KUBECONFIG=${KUBECONFIG} NATS_STACK_TEST_CONTEXT=${NATS_STACK_TEST_CONTEXT}\nCtrl-C stops the cluster`,
  );
  setInterval(() => undefined, 60_000);
  return new Promise<never>(() => undefined);
}
