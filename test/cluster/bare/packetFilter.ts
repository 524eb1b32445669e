import { spawn } from "node:child_process";
import { once } from "node:events";
import { command, succeeds } from "../command";

/** Chains are kube-proxy's and kubelet's, by their names. */
const chain = /^:(KUBE-\S+) /;
const ownChain = /^-A KUBE-/;
const jump = /^-A (.* -j KUBE-\S+.*)$/;

/**
 * @param saved what iptables-save prints
 * @returns input for `iptables-restore --noflush` that removes Kubernetes' chains and the rules that lead to them
 */
export function withoutKubernetes(saved: string): string {
  const tables = saved.split(/^(?=\*)/m).filter((table) => table.startsWith("*"));
  return tables.map(tableWithout).join("");
}

function tableWithout(table: string): string {
  const lines = table.split("\n");
  const chains = lines.flatMap((line) => chain.exec(line)?.[1] ?? []);
  if (chains.length === 0) return "";
  const jumps = lines
    .filter((line) => !ownChain.test(line))
    .flatMap((line) => jump.exec(line)?.[1] ?? []);
  return [
    lines[0],
    // naming a chain empties it, so none is left that another one leads to
    ...chains.map((name) => `:${name} - [0:0]`),
    ...jumps.map((rule) => `-D ${rule}`),
    ...chains.map((name) => `-X ${name}`),
    "COMMIT\n",
  ].join("\n");
}

/** Removes what kube-proxy and kubelet put into the packet filter, of both address families. */
export async function cleanPacketFilter(): Promise<void> {
  for (const family of ["iptables", "ip6tables"]) {
    if (!(await succeeds(`${family}-save`, []))) continue;
    const changes = withoutKubernetes(await command(`${family}-save`, []));
    if (changes !== "") await restore(`${family}-restore`, changes);
  }
}

async function restore(program: string, input: string): Promise<void> {
  const child = spawn(program, ["--noflush"], { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${program}: ended with ${code ?? "a signal"}`);
}
