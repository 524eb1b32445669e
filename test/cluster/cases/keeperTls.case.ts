import assert from "node:assert/strict";
import { certificateNames } from "../../../domain/cluster/names";
import { type Certificates, makeCertificates } from "../../support/certificates";
import { createUser } from "../../support/jwt";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, removeNamespace } from "../support/cluster";
import { execIn } from "../support/exec";
import { makeProgram, namespaceName, type Program } from "../support/program";
import { secured } from "../support/secured";
import { killPod, serverPods } from "../support/servers";

const namespace = namespaceName("mutual");
const password = "one that nobody guesses";
const reader = createUser();

/** A server that asks every client for a certificate, and who he is; its one stream is forgotten with each pod. */
const source = `
import { Provider } from "@pulumi/kubernetes";
import { NatsCluster } from "./components/cluster/natsCluster";
import { declared } from "./test/domain/cluster/fixtures";

const provider = new Provider("cluster", { enableConfigMapMutable: true, enableSecretMutable: true });
new NatsCluster("shop", {
  name: "nats",
  namespace: { name: "${namespace}", create: false },
  streams: [declared("ORDERS", { storage: "memory", subjects: ["orders.*"], maxBytes: "10MB" })],
  resources: { cpuRequest: "10m" },
  tls: { secret: "nats-tls", verifyClients: true },
  auth: { users: { reader: { nkey: "${reader.getPublicKey()}", reads: ["ORDERS"] } } },
  natsBox: { user: "reader", seed: { secret: "reader-seed" } },
  passwords: { admin: "${password}" },
}, { providers: [provider] });
`;

describe("the keeper of a server that asks for certificates", () => {
  let api: KubernetesApi;
  let program: Program;
  let certificates: Certificates;

  before(async () => {
    api = clusterApi();
    const names = certificateNames({ name: "nats", namespace: { name: namespace } });
    certificates = makeCertificates(names.map((name) => `DNS:${name}`).join(","));
    program = await makeProgram(source);
    await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await bring("nats-tls", {
      "tls.crt": certificates.read("serverCert"),
      "tls.key": certificates.read("serverKey"),
      "ca.crt": certificates.read("ca"),
    });
    await bring("reader-seed", { seed: new TextDecoder().decode(reader.getSeed()) });
  });

  after(async () => {
    await program.pulumi("destroy", "--yes", "--skip-preview");
    await removeNamespace(api, namespace);
    program.remove();
    certificates.remove();
  });

  const bring = (name: string, stringData: Readonly<Record<string, string>>) =>
    api.apply({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData });

  const streams = (shown: {
    readonly cert?: string;
    readonly key?: string;
  }): Promise<readonly string[]> => {
    const login = { user: "admin", pass: password, ca: certificates.read("ca"), host: "localhost" };
    return secured(api, namespace, "nats-0", { ...login, ...shown }, async (connection) =>
      (await connection.jetstreamManager()).streams.names().next(),
    );
  };

  const kept = async (): Promise<void> => {
    const shown = { cert: certificates.read("clientCert"), key: certificates.read("clientKey") };
    await until(
      async () =>
        (await streams(shown).catch(() => undefined))?.includes("ORDERS") ? true : undefined,
      60_000,
    );
  };

  it("makes the streams, with the server's own certificate", async () => {
    await program.succeed("up", "--yes", "--skip-preview");
    await kept();
    await assert.rejects(streams({}));
  });

  it("makes them again when the pod was killed", async () => {
    const [before] = await serverPods(api, namespace);
    await killPod(api, namespace, "nats-0");
    await until(async () => {
      const [now] = await serverPods(api, namespace);
      return now !== undefined && now.uid !== before?.uid ? true : undefined;
    }, 60_000);
    await kept();
  });

  it("leaves an open door for people who show an nkey", async () => {
    const pods = await api.list(`/api/v1/namespaces/${namespace}/pods`);
    const box = pods.find(({ metadata }) => metadata.name.startsWith("nats-box-"));
    const place = { namespace, pod: box?.metadata.name ?? "", container: "nats-box" };
    assert.equal((await execIn(api, place, "nats stream ls --names")).trim(), "ORDERS");
  });
});
