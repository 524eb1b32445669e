import { lookup } from "node:dns/promises";
import { delimiter, join } from "node:path";
import { version as commandVersion } from "@pulumi/command/package.json";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";
import { isOffline } from "../../toolchain/goBuild";
import { inStep, type Report } from "../../toolchain/progress";
import { type Environment, lastWords, run } from "../../toolchain/run";
import { cache } from "./cached";
import { clusterSources } from "./places";

/** The providers of @pulumi/kubernetes and @pulumi/command that programs run with. */
export interface Providers {
  /** Whether they are those of test/cluster/plugins. */
  readonly standIns: boolean;
  /** What to add to the environment of the CLI. */
  readonly environment: Readonly<Record<string, string>>;
}

const plugins = [
  { name: "kubernetes", version: kubernetesVersion },
  { name: "command", version: commandVersion },
] as const;

const askMillis = 30_000;
const downloadMillis = 5 * 60_000;
const lookupMillis = 2_000;
const site = "get.pulumi.com";

/**
 * The real providers where they are installed, else where they can be downloaded (once, into the cache), else stand-ins.
 *
 * @param environment of the CLI, which is on its PATH
 */
export async function findProviders(environment: Environment, report: Report): Promise<Providers> {
  if (await areInstalled(environment)) return real({}, "installed", report);
  const home = { PULUMI_HOME: join(cache(), "cluster", "pulumi-home") };
  const own = { ...environment, ...home };
  if (await areInstalled(own)) return real(home, "from the cache", report);
  const problem = await download(own, report);
  if (problem === undefined) return real(home, "downloaded", report);
  return standIns(own, problem, report);
}

function real(environment: Providers["environment"], from: string, report: Report): Providers {
  const names = plugins.map(({ name, version }) => `${name} ${version}`).join(" and ");
  report.line(`providers: ${names}, ${from}`);
  return { standIns: false, environment };
}

function standIns(environment: Environment, problem: string, report: Report): Providers {
  const bar = "*".repeat(100);
  report.line(
    [
      bar,
      "* STAND-INS of test/cluster/plugins take the place of Pulumi's kubernetes and command providers in this run.",
      "* It proves this project's programs and manifests on a real API server, not how the real providers behave.",
      `* Why: ${problem}`,
      bar,
    ].join("\n"),
  );
  return {
    standIns: true,
    environment: {
      PATH: [join(clusterSources(), "plugins"), environment["PATH"] ?? ""].join(delimiter),
      PULUMI_HOME: environment["PULUMI_HOME"] ?? "",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
}

interface Installed {
  readonly name: string;
  readonly version?: string;
}

async function areInstalled(environment: Environment): Promise<boolean> {
  const asked = await run("pulumi", ["plugin", "ls", "--json"], {
    environment,
    millis: askMillis,
    folder: clusterSources(),
  });
  if (asked.code !== 0) return false;
  const found = JSON.parse(asked.stdout) as readonly Installed[];
  return plugins.every((plugin) =>
    found.some(({ name, version }) => name === plugin.name && version === plugin.version),
  );
}

/** @returns why they cannot be downloaded */
async function download(environment: Environment, report: Report): Promise<string | undefined> {
  if (isOffline(environment)) return "NATS_STACK_OFFLINE is set";
  // the CLI tries five times where the name is not found; behind a proxy it need not be found here
  const isDirect = !environment["HTTPS_PROXY"] && !environment["https_proxy"];
  if (isDirect && !(await isFound(site))) return `host "${site}" is not found`;
  for (const { name, version } of plugins) {
    const result = await inStep(report, `downloading provider ${name} ${version}`, () =>
      run("pulumi", ["plugin", "install", "resource", name, version], {
        environment,
        millis: downloadMillis,
      }),
    );
    if (result.code !== 0) return `provider ${name} ${version}: ${lastWords(result)}`;
  }
  return undefined;
}

async function isFound(host: string): Promise<boolean> {
  const late = new Promise<false>((resolve) => {
    setTimeout(resolve, lookupMillis, false).unref();
  });
  const found = lookup(host).then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]);
}
