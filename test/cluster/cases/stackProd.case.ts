import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { certificateNames } from "../../../domain/cluster/names";
import { type Certificates, makeCertificates } from "../../support/certificates";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists, removeNamespace } from "../support/cluster";
import { besideConsumer } from "../support/consumerExample";
import { execIn } from "../support/exec";
import { agentsIn } from "../support/pod";
import { type Connection, plainWords, secured } from "../support/secured";
import { nudge } from "../support/servers";
import { copyStack, type Stack } from "../support/stack";

// one system: six servers are too many for a small machine
const system = "swe-ai-fleet";
const namespace = "swe-ai-fleet";
const service = "nats";
const host = `${service}.${namespace}.svc.cluster.local`;
const pods = [0, 1, 2].map((index) => `${service}-${index}`);
const users = ["admin", "microservices"] as const;

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const narrowed = { NATS_STACK_SYSTEMS: system };

const password = (): string => randomBytes(18).toString("hex");
const setPassword = (user: string): readonly string[] => [
  ...["config", "set", "--secret", "--path", `nats-stack:passwords.${system}.${user}`],
];

describe("stack prod", () => {
  let api: KubernetesApi;
  let stack: Stack;
  let certificates: Certificates;
  let strangers: Certificates;
  const passwords = { admin: password(), microservices: password() };

  before(async () => {
    api = clusterApi();
    const taken = await namespaceExists(api, namespace);
    assert.equal(taken, false, `the cluster has a namespace "${namespace}" already: name another`);
    // made out as programs need it, and not to this end of a port-forward
    const names = certificateNames({ name: service, namespace: { name: namespace } });
    const alternatives = names.filter((name) => name !== "localhost").map((name) => `DNS:${name}`);
    certificates = makeCertificates(alternatives.join(","));
    strangers = makeCertificates();
    stack = await copyStack("prod");
  });

  after(async () => {
    // neither is there where the cluster was not fit for this
    const made = stack as Stack | undefined;
    await made?.pulumi(["config", "set", "protect", "false"]);
    await made?.pulumi(["state", "unprotect", "--all", "--yes"]);
    await removeNamespace(api, namespace);
    made?.remove();
    certificates.remove();
    strangers.remove();
  });

  const bringCertificates = async (): Promise<void> => {
    await until(async () => ((await namespaceExists(api, namespace)) ? true : undefined), 60_000);
    await api.apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "nats-tls", namespace },
      type: "kubernetes.io/tls",
      stringData: {
        "tls.crt": certificates.read("serverCert"),
        "tls.key": certificates.read("serverKey"),
        "ca.crt": certificates.read("ca"),
      },
    });
  };

  const as = <T>(
    user: keyof typeof passwords,
    work: (connection: Connection) => Promise<T>,
    more: { readonly pass?: string; readonly ca?: string } = {},
  ): Promise<T> => {
    const login = { user, pass: passwords[user], ca: certificates.read("ca"), host, ...more };
    return secured(api, namespace, pods[0] ?? "", login, work);
  };

  const streamNames = (): Promise<readonly string[]> =>
    as("admin", async (connection) => (await connection.jetstreamManager()).streams.names().next());

  it("previews both systems without a cluster and without a secret, and says what is left out", async () => {
    const { output } = await stack.succeed(["preview"], { KUBECONFIG: "/nonexistent" });
    assert.match(output, /\+ 66 to create/);
    assert.match(output, /not checked: kubernetes: the kubeconfig cannot be read/);
    assert.match(output, /not checked: Secret observability\/nats-tls: the pods wait for it/);
    assert.match(output, /not set: 14 of the passwords that "pulumi up" will need/);
    for (const path of ["observability-agent.metric-agent", `${system}.microservices`]) {
      const command = `pulumi config set --secret --path 'nats-stack:passwords.${path}'`;
      assert.ok(output.includes(command), command);
    }
  });

  it("refuses an update without passwords, names all of them, and makes nothing", async () => {
    const { code, output } = await stack.pulumi(up, narrowed);
    assert.notEqual(code, 0);
    for (const user of users) assert.ok(output.includes(`${system}.${user}: not set; run: pulumi`));
    assert.equal(await namespaceExists(api, namespace), false);
  });

  it("deploys three servers that encrypt and ask who somebody is", async () => {
    for (const user of users) await stack.succeed([...setPassword(user), passwords[user]]);
    // the only node there may be
    await stack.succeed(["config", "set", "--path", "nats-stack:cluster.spread", "preferred"]);
    // what is asked for by default would not fit beside other tests
    await stack.succeed([
      "config",
      "set",
      "--path",
      "nats-stack:cluster.resources.memory",
      "320MiB",
    ]);
    await stack.succeed([
      "config",
      "set",
      "--path",
      "nats-stack:cluster.resources.cpuRequest",
      "10m",
    ]);
    const [{ output }] = await Promise.all([stack.succeed(up, narrowed), bringCertificates()]);
    assert.match(output, /not there yet: Secret swe-ai-fleet\/nats-tls: the pods wait for it/);
    assert.doesNotMatch(output, new RegExp(Object.values(passwords).join("|")));
    assert.equal((await streamNames()).length, 5);
  });

  it("has nothing to change the second time", async () => {
    const { output } = await stack.succeed(["preview", "--expect-no-changes"], narrowed);
    assert.match(output, /5 streams: 5 unchanged; 5 consumers: 5 unchanged/);
  });

  it("keeps every stream on disk, on all three servers", async () => {
    await as("admin", async (connection) => {
      const manager = await connection.jetstreamManager();
      for (const { config, cluster } of await manager.streams.list().next()) {
        const members = [cluster?.leader, ...(cluster?.replicas ?? []).map(({ name }) => name)];
        assert.deepEqual([config.storage, members.toSorted()], ["file", pods]);
      }
    });
  });

  it("lets a user publish and consume what he may, and nothing else", async () => {
    await as("microservices", async (connection) => {
      const stream = connection.jetstream();
      await stream.publish("planning.story.created", "hello");
      const worker = await stream.consumers.get("planning-events", "planning-events-worker");
      const message = await worker.next({ expires: 5000 });
      assert.equal(message?.string(), "hello");
      assert.equal(await message.ackAck(), true);
    });
    await assert.rejects(
      as("microservices", async (connection) =>
        (await connection.jetstreamManager()).streams.purge("planning-events"),
      ),
      /permission/i,
    );
    await assert.rejects(
      as("microservices", (connection) => connection.jetstream().publish("other", "no")),
      /permission/i,
    );
  });

  it("fails for a wrong password, for an authority that did not sign, and without TLS", async () => {
    const nothing = (): Promise<void> => Promise.resolve();
    await assert.rejects(as("admin", nothing, { pass: "wrong" }), /authorization/i);
    await assert.rejects(
      as("admin", nothing, { ca: strangers.read("ca") }),
      /self.signed|verify|certificate|connection_refused/i,
    );
    const login = { user: "admin", pass: passwords.admin };
    assert.doesNotMatch(await plainWords(api, namespace, pods[0] ?? "", login), /PONG/);
  });

  it("refuses pods in the namespace that may do more than they need", async () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "greedy", namespace },
      spec: { containers: [{ name: "greedy", image: "nats:2.15.1-alpine" }] },
    };
    await assert.rejects(api.apply(pod, { dryRun: true }), /PodSecurity "restricted/);
  });

  it("tells other projects where address, users and authority are, and no secret", async () => {
    const { output } = await stack.succeed(["stack", "output", system, "--json"]);
    const told = JSON.parse(output) as Readonly<Record<string, unknown>>;
    assert.equal(told["url"], `tls://${host}:4222`);
    assert.equal(told["monitoringUrl"], `http://${host}:8222`);
    assert.deepEqual(told["users"], { microservices: { secret: "nats-user-microservices" } });
    assert.deepEqual(told["authority"], { secret: "nats-tls", key: "ca.crt" });
    const secret = await api.get({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "nats-user-microservices", namespace },
    });
    const { username, password: kept } = secret?.["data"] as Readonly<Record<string, string>>;
    const plain = (text = ""): string => Buffer.from(text, "base64").toString();
    assert.deepEqual([plain(username), plain(kept)], ["microservices", passwords.microservices]);
    const { output: state } = await stack.succeed(["stack", "export"]);
    assert.doesNotMatch(state, new RegExp(Object.values(passwords).join("|")));
  });

  it("lets an agent of another project log in with the Secret of its user, as it trusts the authority", async () => {
    await besideConsumer(stack, async () => {
      const [agent] = await agentsIn(api, namespace);
      const place = { namespace, pod: agent?.metadata.name ?? "", container: "agent" };
      const said = await execIn(api, place, 'echo "$NATS_USER $NATS_PASSWORD"; cat "$NATS_CA"');
      const [login = "", ...authority] = said.split("\n");
      const [user, pass = ""] = login.split(" ");
      assert.equal(user, "microservices");
      await as("microservices", () => Promise.resolve(), { pass, ca: authority.join("\n") });
    });
  });

  it("takes over a new password without new pods", async () => {
    passwords.microservices = password();
    await stack.succeed([...setPassword("microservices"), passwords.microservices]);
    const { output } = await stack.succeed(up, narrowed);
    assert.match(output, /~ 2 updated/);
    await Promise.all(pods.map((pod) => nudge(api, namespace, pod)));
    await until(
      () => as("microservices", () => Promise.resolve(true)).catch(() => undefined),
      180_000,
    );
  });

  it("refuses to be destroyed, and says why", async () => {
    const { code, output } = await stack.pulumi(destroy, narrowed);
    assert.notEqual(code, 0);
    assert.match(output, /protected/);
    assert.equal((await streamNames()).length, 5);
  });

  it("is destroyed without a trace once somebody has said so twice", async () => {
    await stack.succeed(["config", "set", "nats-stack:protect", "false"]);
    await stack.succeed(["config", "set", "nats-stack:dataLoss", "allow"]);
    await stack.succeed(up, narrowed);
    await stack.succeed(destroy, narrowed);
    assert.deepEqual(await stack.types(), []);
    assert.equal(await namespaceExists(api, namespace), false);
    const volumes = await api.list("/api/v1/persistentvolumes");
    const claims = volumes.map(({ spec }) => JSON.stringify(spec));
    assert.deepEqual(
      claims.filter((claim) => claim.includes(`"namespace":"${namespace}"`)),
      [],
    );
  });
});
