import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readObject, replaceObject } from "../../../cli/files";
import { ClusterError } from "../cluster";
import { command } from "../command";
import { place } from "./places";

const forwarding = "/proc/sys/net/ipv4/ip_forward";
const file = place("before.json");

/** Folders outside `runFolder` that programs of the cluster make, whatever they are told. */
const foreignFolders = [
  "/opt/cni",
  "/opt/containerd",
  "/run/containerd",
  "/usr/libexec/kubernetes",
  "/var/lib/cni",
  "/var/lib/kubelet",
  "/var/log/containers",
  "/var/log/pods",
];

/**
 * Notes down how the machine is, so that it can be made so again.
 *
 * @throws ClusterError on a machine that belongs to another Kubernetes cluster
 */
export async function noteMachine(): Promise<void> {
  const rules = await command("iptables-save", ["-t", "nat"]);
  if (rules.includes(":KUBE-SERVICES ")) {
    throw new ClusterError(
      "cluster: this machine is a node of a Kubernetes cluster, and a second one would spoil its network; " +
        "name that cluster with KUBECONFIG and NATS_STACK_TEST_CONTEXT",
    );
  }
  const absent = foreignFolders.filter((folder) => !existsSync(folder));
  replaceObject(file, { forwarding: readFileSync(forwarding, "utf8").trim(), absent });
  writeFileSync(forwarding, "1");
}

/** Makes the machine as it was noted; nothing happens where nothing was. */
export function restoreMachine(): void {
  const noted = readObject(file);
  if (!noted) return;
  if (noted["forwarding"] === "0") writeFileSync(forwarding, "0");
  const absent = Array.isArray(noted["absent"]) ? noted["absent"] : [];
  for (const folder of foreignFolders.filter((name) => absent.includes(name)))
    rmSync(folder, { recursive: true, force: true });
}
