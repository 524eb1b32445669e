import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { remove } from "../../../cli/files";
import { until } from "../../../cli/wait";
import { command, succeeds } from "../command";
import { restoreMachine } from "./before";
import { cleanPacketFilter } from "./packetFilter";
import { bridge, runFolder } from "./places";
import { killAll } from "./processes";

const cgroups = "/sys/fs/cgroup";
const settleMillis = 5_000;

/**
 * Removes a cluster, running or what a killed run left of one: processes, mounts, network, packet filter rules, control
 * groups, files. Nothing happens where there is none.
 */
export async function cleanUp(): Promise<void> {
  if (!existsSync(runFolder)) return;
  await killAll();
  await unmountAll();
  if (await succeeds("ip", ["link", "show", bridge]))
    await command("ip", ["link", "delete", bridge]);
  await cleanPacketFilter();
  await removeControlGroups();
  restoreMachine();
  remove(runFolder);
}

/** Those of kubelet, containerd and the network name spaces, innermost first. */
async function unmountAll(): Promise<void> {
  const mounts = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${runFolder}/`));
  for (const path of mounts.toReversed()) await succeeds("umount", ["-l", path]);
}

/** A group can be removed only once the kernel has let go of its last process. */
async function removeControlGroups(): Promise<void> {
  await until(settleMillis, () => {
    const roots = controlGroupRoots().map((root) => join(root, "kubepods"));
    for (const root of roots) removeGroup(root);
    return roots.some((root) => existsSync(root)) ? undefined : true;
  });
}

/** With version 1 each controller has a tree of its own. */
const controlGroupRoots = (): readonly string[] => [
  cgroups,
  ...readdirSync(cgroups, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(cgroups, entry.name)),
];

function removeGroup(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  try {
    rmdirSync(folder);
  } catch {
    // still in use: tried again
  }
}
