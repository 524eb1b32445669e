import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { authConf, passwordUsers } from "../../../domain/cluster/auth";
import { type Cluster, resolveCluster } from "../../../domain/cluster/cluster";
import { renderNatsConf } from "../../../domain/cluster/natsConf";
import { clusterProblems } from "../../../domain/cluster/problems";
import { type Certificates, makeCertificates } from "../../support/certificates";
import { matchesGolden } from "../../support/golden";
import { serverBinary } from "../../support/serverBinary";
import {
  declared,
  development,
  developmentStreams,
  manifold,
  production,
  productionStreams,
  resolved,
} from "./fixtures";

const run = promisify(execFile);

const shapes = [
  { name: "development", spec: development, streams: developmentStreams },
  { name: "production", spec: production, streams: productionStreams },
  { name: "manifold", spec: manifold, streams: [declared("ORDERS")] },
];

describe("nats.conf", () => {
  let certificates: Certificates;
  let folder: string;

  before(() => {
    certificates = makeCertificates();
    folder = mkdtempSync(join(tmpdir(), "nats-stack-conf-"));
  });

  after(() => {
    certificates.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, spec, streams } of shapes) {
    it(`is the reviewed text for the ${name} shape`, () => {
      assert.deepEqual(clusterProblems(spec, streams), []);
      const text = renderNatsConf(resolveCluster(spec, streams));
      matchesGolden(`cluster-${name}.conf`, text.trimEnd());
    });

    for (const version of ["2.10.26", "2.12.8", "2.15.1"]) {
      it(`is taken by server ${version} for the ${name} shape`, async () => {
        const output = await check(version, resolveCluster(spec, streams));
        assert.match(output, /configuration file .* is valid/);
      });
    }
  }

  it("does not depend on the order of what is merged in", () => {
    const one = resolved({
      raw: { max_subscriptions: 5, jetstream: { domain: "a", max_buffered_size: 1 } },
    });
    const two = resolved({
      raw: { jetstream: { max_buffered_size: 1, domain: "a" }, max_subscriptions: 5 },
    });
    assert.equal(renderNatsConf(one), renderNatsConf(two));
  });

  it("keeps the include of the passwords beside one that is merged in", () => {
    const text = renderNatsConf(resolved({ auth: {}, raw: { $include: "../more/more.conf" } }));
    const [first, second] = text.split("\n");
    assert.equal(first, 'include "../nats-auth/auth.conf"');
    assert.equal(second, 'include "../more/more.conf"');
  });

  it("fails a server that is given a password the file lacks", async () => {
    const cluster = resolved({ auth: {} });
    await assert.rejects(
      check("2.15.1", cluster, {}),
      /variable reference for 'password_admin' on line \d+ can not be found/,
    );
  });

  /** Lets a server read the file where it would lie in a pod: beside the Secret that it includes. */
  async function check(
    version: string,
    cluster: Cluster,
    passwords: Readonly<Record<string, string>> = passwordsFor(cluster),
  ): Promise<string> {
    const binary = await serverBinary(version);
    const place = mkdtempSync(join(folder, "pod-"));
    for (const name of ["nats-config", "nats-auth", "data"]) mkdirSync(join(place, name));
    writeFileSync(join(place, "nats-auth", "auth.conf"), authConf(passwords));
    const file = join(place, "nats-config", "nats.conf");
    writeFileSync(file, placed(renderNatsConf(cluster), place));
    const { stderr } = await run(binary, ["-t", "-c", file], {
      env: { ...process.env, SERVER_NAME: "nats-0" },
    });
    return stderr;
  }

  /** A check reads certificates too. */
  const placed = (text: string, place: string): string =>
    text
      .replaceAll(/(cert_file: )"[^"]*"/g, `$1"${certificates.serverCert}"`)
      .replaceAll(/(key_file: )"[^"]*"/g, `$1"${certificates.serverKey}"`)
      .replaceAll(/(ca_file: )"[^"]*"/g, `$1"${certificates.ca}"`)
      .replace('"/data"', `"${join(place, "data")}"`);

  const passwordsFor = ({ auth }: Cluster): Readonly<Record<string, string>> =>
    Object.fromEntries((auth ? passwordUsers(auth) : []).map((user) => [user, "12345"]));
});
