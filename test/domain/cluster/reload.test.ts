import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { reloadScript, restartConf } from "../../../domain/cluster/rollout";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import { type Certificates, makeCertificates } from "../../support/certificates";
import { freePort } from "../../support/ports";
import { until } from "../../support/until";
import { shownCertificate } from "../../support/shownCertificate";
import { production, productionStreams, resolved } from "./fixtures";
import { type Pod, startPod } from "./pod";

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

describe("the reloader beside a server with certificates", () => {
  for (const version of ["2.10.26", "2.15.1"]) {
    it(`has ${version} show new ones to clients and to other servers, without a restart`, async () => {
      const [first, second] = [makeCertificates(), makeCertificates()];
      const routes = await freePort();
      const spec: Partial<ClusterSpec> = {
        servers: 3,
        tls: { secret: "clients", routes: { secret: "routes" } },
        raw: { cluster: { port: routes, routes: ["tls://127.0.0.1:1"] } },
      };
      const pod = await startPod(spec, {}, { version, certificates: first });
      try {
        const shown = (): Promise<readonly string[]> =>
          Promise.all([
            shownCertificate(pod.port, "client", first),
            shownCertificate(routes, "server", first),
          ]);
        const both = (certificates: Certificates): readonly string[] => [
          certificates.read("serverCert"),
          certificates.read("serverCert"),
        ];
        assert.deepEqual(await shown(), both(first));
        pod.bring(second);
        await until(async () =>
          isDeepStrictEqual(await shown().catch(() => []), both(second)) ? true : undefined,
        );
        assert.equal(pod.starts(), 1);
      } finally {
        await pod.stop();
        first.remove();
        second.remove();
      }
    });
  }
});

describe("what servers take over without a restart", () => {
  for (const version of ["2.10.26", "2.12.8", "2.15.1"]) {
    it(`is on ${version} all that the reloader is trusted with`, async () => {
      const pod = await startPod({ auth: {} }, { admin: "a" }, { version });
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
