import { inStep, type Report } from "../../../toolchain/progress";
import { folderOf } from "../../../toolchain/tool";
import { ClusterError } from "../cluster";
import { command } from "../command";

/** Debian's package by the program that is needed of it; all but the network plugins are found on PATH. */
const packages: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  bridge: "containernetworking-plugins",
  "iptables-save": "iptables",
  conntrack: "conntrack",
  ip: "iproute2",
  socat: "socat",
  busybox: "busybox-static",
  openssl: "openssl",
};

/** Where Debian and others put network plugins. */
const pluginFolders = ["/usr/lib/cni", "/opt/cni/bin"];
const systemFolders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
const installMillis = 10 * 60_000;

/** @returns the folder with the programs `bridge` and `host-local` */
export const networkPlugins = (): string => folderOf("bridge", pluginFolders) ?? "/usr/lib/cni";

/**
 * Installs what is missing of the distribution's programs.
 *
 * @throws ClusterError where this is not Linux, not root, or without apt-get
 */
export async function needHostPackages(report: Report): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new ClusterError(
      "cluster: none is given, kind and Docker do not run, and one can be made of processes only on Linux as root; " +
        "start Docker and install kind, or set KUBECONFIG and NATS_STACK_TEST_CONTEXT",
    );
  }
  const missing = missingPackages();
  if (missing.length === 0) return;
  await inStep(report, `apt-get install ${missing.join(" ")}`, () => install(missing));
  const still = missingPackages();
  if (still.length > 0)
    throw new ClusterError(`${still.join(", ")}: installed, but their programs are not found`);
}

function missingPackages(): readonly string[] {
  const path = (process.env["PATH"] ?? "").split(":");
  const folders = [...path, ...systemFolders, ...pluginFolders];
  const missing = Object.entries(packages).filter(([program]) => !folderOf(program, folders));
  return [...new Set(missing.map(([, name]) => name))];
}

/** The lists of packages may be absent or out of date: they are fetched if it does not work without. */
async function install(names: readonly string[]): Promise<void> {
  const parameters = ["install", "-y", "-q", "--no-install-recommends", ...names];
  const options = { millis: installMillis };
  try {
    await command("apt-get", parameters, options);
  } catch {
    await command("apt-get", ["update", "-q"], options);
    await command("apt-get", parameters, options);
  }
}
