import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { connect } from "nats";
import { authConf } from "../../../domain/cluster/auth";
import type { Cluster } from "../../../domain/cluster/cluster";
import { renderNatsConf } from "../../../domain/cluster/natsConf";
import { reloadScript } from "../../../domain/cluster/rollout";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import type { Certificates } from "../../support/certificates";
import { serverBinary } from "../../support/serverBinary";
import { until } from "../../support/until";
import { declared, resolved } from "./fixtures";

/** A real server with the reloader's script beside it. */
export interface Pod {
  /** Where clients connect. */
  readonly port: number;
  /** Writes what ConfigMap and Secret would bring. */
  write(changes: Partial<ClusterSpec>, passwords: Readonly<Record<string, string>>): void;
  /** Writes what the Secrets with certificates would bring. */
  bring(certificates: Certificates): void;
  takes(user: string, pass: string): Promise<void>;
  /** Waits until the server has written this at least so many times. */
  logs(line: RegExp, times: number): Promise<void>;
  /** How often the server has started. */
  starts(): number;
  stop(): Promise<void>;
}

/** What else a pod starts with. */
export interface PodOptions {
  /** @default "2.15.1" */
  readonly version?: string;
  /** @default none */
  readonly certificates?: Certificates;
}

const secretFolders = ["nats", "cluster"];

/** Runs the server and the reloader's script as a pod would, in a folder. */
export async function startPod(
  changes: Partial<ClusterSpec>,
  passwords: Readonly<Record<string, string>>,
  { version = "2.15.1", certificates }: PodOptions = {},
): Promise<Pod> {
  const binary = await serverBinary(version);
  const place = mkdtempSync(join(tmpdir(), "nats-stack-pod-"));
  for (const name of ["nats-config", "nats-auth", "data", "run"]) mkdirSync(join(place, name));
  const here = (text: string): string =>
    text
      .replaceAll("/etc/", `${place}/`)
      .replaceAll("/var/run/nats", `${place}/run`)
      .replaceAll('"/data"', `"${place}/data"`);
  const write = (spec: Partial<ClusterSpec>, secrets: Readonly<Record<string, string>>): void => {
    writeFileSync(join(place, "nats-auth", "auth.conf"), authConf(secrets));
    writeFileSync(join(place, "nats-config", "nats.conf"), here(confOf(spec)));
  };
  const bring = (certs: Certificates): void => {
    for (const name of secretFolders) writeCertificates(join(place, "nats-certs", name), certs);
  };
  write(changes, passwords);
  if (certificates) bring(certificates);
  const env = {
    ...process.env,
    SERVER_NAME: "nats-0",
    PATH: `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  const server = spawn(
    binary,
    ["-c", join(place, "nats-config", "nats.conf"), "-a", "127.0.0.1", "-p", "-1", "-m", "-1"],
    { env },
  );
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const count = (line: RegExp): number => log.match(new RegExp(line, "g"))?.length ?? 0;
  const logs = async (line: RegExp, times: number): Promise<void> => {
    await until(() => Promise.resolve(count(line) >= times ? true : undefined));
  };
  await logs(/Server is ready/, 1);
  const script = here(reloadScript(clusterOf(changes))).replace("sleep 5", "sleep 0.1");
  const reloader = spawn("sh", ["-c", script], { env, stdio: "ignore" });
  // it signals once when it starts: files may have changed while it was away
  await logs(/Reloaded server configuration/, 1);
  const port = Number(/client connections on \S*:(\d+)/.exec(log)?.[1]);
  return {
    port,
    write,
    bring,
    logs,
    starts: () => count(/Server is ready/),
    takes: async (user, pass) => {
      await (await connect({ port, user, pass, reconnect: false })).close();
    },
    stop: async () => {
      await Promise.all([end(server), end(reloader)]);
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function writeCertificates(folder: string, certificates: Certificates): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tls.crt"), certificates.read("serverCert"));
  writeFileSync(join(folder, "tls.key"), certificates.read("serverKey"));
  writeFileSync(join(folder, "ca.crt"), certificates.read("ca"));
}

const clusterOf = (changes: Partial<ClusterSpec>): Cluster =>
  resolved(changes, [declared("ORDERS")]);

const confOf = (changes: Partial<ClusterSpec>): string => renderNatsConf(clusterOf(changes));

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
