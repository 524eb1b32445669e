import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type ConnectionOptions, RetentionPolicy } from "nats";
import { authConf } from "../../../domain/cluster/auth";
import { renderNatsConf } from "../../../domain/cluster/natsConf";
import { type Certificates, makeCertificates } from "../../support/certificates";
import { listening } from "../../support/ports";
import { serverBinary } from "../../support/serverBinary";
import { until } from "../../support/until";
import { production, productionStreams, resolved } from "./fixtures";

describe("three servers with the production shape's nats.conf", () => {
  const passwords = { admin: "a", planner: "p", system: "s" };
  let certificates: Certificates;
  let folder: string;
  let options: ConnectionOptions;
  const servers: ChildProcess[] = [];

  before(async () => {
    certificates = makeCertificates("DNS:localhost,IP:127.0.0.1");
    folder = mkdtempSync(join(tmpdir(), "nats-stack-formation-"));
    const binary = await serverBinary("2.15.1");
    const [client = 0, ...routes] = await freePorts();
    for (const [index, route] of routes.entries()) {
      const file = place(index, route, routes);
      const port = index === 0 ? client : -1;
      servers.push(
        spawn(binary, ["-c", file, "-a", "127.0.0.1", "-p", String(port), "-m", "-1"], {
          env: { ...process.env, SERVER_NAME: `nats-${index}` },
          stdio: "ignore",
        }),
      );
    }
    options = {
      servers: `tls://localhost:${client}`,
      tls: { ca: certificates.read("ca") },
      ignoreClusterUpdates: true,
      reconnect: false,
    };
  });

  after(async () => {
    for (const server of servers) {
      const exited = once(server, "exit");
      server.kill("SIGKILL");
      await exited;
    }
    certificates.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lays out what a pod would mount, with the other servers on this machine. */
  function place(index: number, route: number, routes: readonly number[]): string {
    const pod = join(folder, `nats-${index}`);
    for (const name of ["nats-config", "nats-auth", "data", "run"]) {
      mkdirSync(join(pod, name), { recursive: true });
    }
    writeFileSync(join(pod, "nats-auth", "auth.conf"), authConf(passwords));
    const text = renderNatsConf(resolved(production, productionStreams))
      .replaceAll(/(cert_file: )"[^"]*"/g, `$1"${certificates.serverCert}"`)
      .replaceAll(/(key_file: )"[^"]*"/g, `$1"${certificates.serverKey}"`)
      .replaceAll(/(ca_file: )"[^"]*"/g, `$1"${certificates.ca}"`)
      .replaceAll(
        /nats-(\d)\.nats-headless:6222/g,
        (_, peer: string) => `localhost:${routes[Number(peer)] ?? 0}`,
      )
      .replace("port: 6222", `port: ${route}`)
      .replaceAll("/var/run/nats", join(pod, "run"))
      .replace('"/data"', `"${join(pod, "data")}"`);
    const file = join(pod, "nats-config", "nats.conf");
    writeFileSync(file, text);
    return file;
  }

  it("find each other over TLS, elect a leader and keep a stream three times", async () => {
    const made = await until(async () => {
      const connection = await connect({ ...options, user: "admin", pass: "a" }).catch(
        () => undefined,
      );
      if (!connection) return undefined;
      try {
        const manager = await connection.jetstreamManager();
        return await manager.streams.add({
          name: "ORDERS",
          subjects: ["orders.>"],
          num_replicas: 3,
          retention: RetentionPolicy.Limits,
        });
      } catch {
        // no leader yet
        return undefined;
      } finally {
        await connection.close();
      }
    }, 15_000);
    assert.equal(made.cluster?.replicas?.length, 2);
    assert.equal(made.cluster.name, "nats");
  });

  it("fail for a client that does not trust their certificates", async () => {
    await assert.rejects(
      connect({ ...options, tls: {}, user: "admin", pass: "a" }),
      /unable to (verify|get)|self-signed/,
    );
  });
});

/** Four ports that were all open at once, so that no two are the same. */
async function freePorts(): Promise<readonly number[]> {
  const open = await Promise.all(Array.from({ length: 4 }, () => listening(() => undefined)));
  await Promise.all(open.map(({ close }) => close()));
  return open.map(({ port }) => port);
}
