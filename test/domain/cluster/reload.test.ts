import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { connect } from "nats";
import { authConf } from "../../../domain/cluster/auth";
import type { Cluster } from "../../../domain/cluster/cluster";
import { renderNatsConf } from "../../../domain/cluster/natsConf";
import { reloadScript, restartConf } from "../../../domain/cluster/rollout";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import { serverBinary } from "../../support/serverBinary";
import { until } from "../../support/until";
import { declared, production, productionStreams, resolved } from "./fixtures";

const restartOf = (changes: Partial<ClusterSpec>): string => restartConf(resolved(changes));

describe("what a changed configuration restarts", () => {
  const same: readonly (readonly [string, Partial<ClusterSpec>, Partial<ClusterSpec>])[] = [
    ["a user", { auth: {} }, { auth: { users: { reader: {} } } }],
    ["a limit of connections", {}, { limits: { maxConnections: 5, maxPayload: "2MiB" } }],
    ["the log", {}, { log: "trace" }],
  ];
  for (const [what, before, after] of same) {
    it(`is nothing for ${what}`, () => {
      assert.equal(restartOf(before), restartOf(after));
    });
  }

  const different: readonly (readonly [string, Partial<ClusterSpec>])[] = [
    ["the lame duck time", { timings: { lameDuckDuration: "60s" } }],
    ["the memory of streams", { storage: { maxMemoryStore: "1GiB" } }],
    ["a listener", { listeners: { websocket: {} } }],
    ["what is merged in", { raw: { server_tags: ["a"] } }],
    ["a cluster that was none", { servers: 3 }],
  ];
  for (const [what, after] of different) {
    it(`is every server for ${what}`, () => {
      assert.notEqual(restartOf({}), restartOf(after));
    });
  }

  it("is no server for a longer list of routes", () => {
    assert.equal(restartOf({ servers: 3 }), restartOf({ servers: 5 }));
  });

  it("is every server for any change where nothing reloads", () => {
    const reload = "restart";
    assert.notEqual(restartOf({ reload }), restartOf({ reload, log: "trace" }));
  });

  it("watches every folder that a server reads", () => {
    const script = reloadScript(resolved(production, productionStreams));
    assert.match(
      script,
      /cat \/etc\/nats-config\/\* \/etc\/nats-auth\/\* \/etc\/nats-certs\/nats\/\* \/etc\/nats-certs\/cluster\/\* \|/,
    );
  });
});

describe("the reloader beside a real server", () => {
  let pod: Pod;

  beforeEach(async () => {
    pod = await startPod({ auth: {} }, { admin: "first" });
  });

  afterEach(() => pod.stop());

  it("lets a new user in and a new password count, without a restart", async () => {
    await pod.takes("admin", "first");
    pod.write({ auth: { users: { reader: {} } } }, { admin: "second", reader: '<< $X >> "\\ #1' });
    await pod.logs(/Reloaded server configuration/, 2);
    await pod.takes("admin", "second");
    await pod.takes("reader", '<< $X >> "\\ #1');
    await assert.rejects(pod.takes("admin", "first"), /AUTHORIZATION/i);
  });

  it("leaves the server as it is where a change cannot be taken over", async () => {
    pod.write({ auth: {}, timings: { lameDuckDuration: "60s" } }, { admin: "second" });
    await pod.logs(/config reload not supported for LameDuckDuration/, 1);
    await pod.takes("admin", "first");
  });
});

describe("what servers take over without a restart", () => {
  for (const version of ["2.10.26", "2.12.8", "2.15.1"]) {
    it(`is on ${version} all that the reloader is trusted with`, async () => {
      const pod = await startPod({ auth: {} }, { admin: "a" }, version);
      try {
        pod.write(everything, { admin: "b", reader: "c" });
        await pod.logs(/Reloaded server configuration/, 2);
        await pod.takes("admin", "b");
        assert.equal(restartOf({ auth: {} }), restartOf(everything));
      } finally {
        await pod.stop();
      }
    });
  }
});

const everything: Partial<ClusterSpec> = {
  auth: { users: { reader: {} } },
  limits: { maxPayload: "2MiB", maxConnections: 9, pingInterval: "1m", writeDeadline: "5s" },
  log: "trace",
  raw: {
    connect_error_reports: 9,
    logtime: true,
    max_control_line: 2048,
    ping_max: 4,
    reconnect_error_reports: 9,
    trace_verbose: true,
  },
};

interface Pod {
  /** Writes what ConfigMap and Secret would bring. */
  write(changes: Partial<ClusterSpec>, passwords: Readonly<Record<string, string>>): void;
  takes(user: string, pass: string): Promise<void>;
  /** Waits until the server has written this so many times. */
  logs(line: RegExp, times: number): Promise<void>;
  stop(): Promise<void>;
}

/** Runs the server and the reloader's script as a pod would, in a folder. */
async function startPod(
  changes: Partial<ClusterSpec>,
  passwords: Readonly<Record<string, string>>,
  version = "2.15.1",
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
  write(changes, passwords);
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
    write,
    logs,
    takes: async (user, pass) => {
      await (await connect({ port, user, pass, reconnect: false })).close();
    },
    stop: async () => {
      await Promise.all([end(server), end(reloader)]);
      rmSync(place, { recursive: true, force: true });
    },
  };
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
