import assert from "node:assert/strict";
import type { ConsumerInfo, NatsConnection, StreamInfo } from "nats";
import { declareSystem } from "../../../domain/declare";
import { consumerToWire } from "../../../domain/consumer/consumer";
import { streamToWire } from "../../../domain/stream/stream";
import type { SystemDefinition } from "../../../domain/system";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi } from "../support/cluster";
import { execIn } from "../support/exec";
import { withNats } from "../support/portForward";
import { makeProgram, namespaceName, type Program } from "../support/program";

const namespace = namespaceName("keeper");
const password = 'a "secret", of sorts';

/** Memory streams that copy from each other, with readers, beside one on disk. */
const system: SystemDefinition = {
  name: "shop",
  title: "Shop",
  namespace,
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { storage: "memory", maxBytes: "10MB" },
  streams: {
    AUDIT: {
      purpose: "Paid orders, it's said",
      usedBy: ["Audit"],
      config: { sources: [{ name: "ORDERS", filterSubject: "orders.paid" }] },
    },
    ORDERS: {
      purpose: "Every order",
      usedBy: ["Shop", "Billing"],
      config: {
        subjects: ["orders.*"],
        subjectTransform: { src: "orders.*", dest: "orders.{{wildcard(1)}}" },
      },
      consumers: { billing: { ackPolicy: "explicit", filterSubjects: ["orders.paid"] } },
    },
    LEDGER: {
      purpose: "What is booked",
      usedBy: ["Billing"],
      config: { subjects: ["ledger"], storage: "file" },
      consumers: { books: { ackPolicy: "explicit" } },
    },
  },
};

const deployment = {
  project: "nats-stack-case",
  stack: "test",
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
} as const;

const streams = declareSystem(system, deployment);

const source = `
import { Provider } from "@pulumi/kubernetes";
import { NatsCluster } from "./components/cluster/natsCluster";
import { NatsSystem } from "./components/natsSystem";

const streams = ${JSON.stringify(streams)};
const provider = new Provider("cluster", { enableConfigMapMutable: true, enableSecretMutable: true });
const { nodes } = new NatsCluster("shop", {
  name: "nats", namespace: { name: "${namespace}", podSecurity: "enforce" }, streams,
  resources: { cpuRequest: "10m" }, auth: {}, natsBox: {},
  passwords: { admin: ${JSON.stringify(password)} },
}, { providers: [provider] });
new NatsSystem("shop", {
  target: "kubernetes:${namespace}/nats", streams,
  options: { dependsOn: [nodes.statefulSet, nodes.service], deletedWith: nodes.namespace },
});
`;

const pod = { apiVersion: "v1", kind: "Pod", metadata: { namespace, name: "nats-0" } } as const;

/** What a server holds, by other eyes than the product's own. */
interface Held {
  /** Another one after each start. */
  readonly server: string;
  readonly streams: ReadonlyMap<string, StreamInfo>;
  readonly consumers: ReadonlyMap<string, ConsumerInfo>;
}

async function held(connection: NatsConnection): Promise<Held> {
  const manager = await connection.jetstreamManager();
  const all = await manager.streams.list().next();
  const readers = await Promise.all(
    all.map(({ config }) => manager.consumers.list(config.name).next()),
  );
  return {
    server: connection.info?.server_id ?? "",
    streams: new Map(all.map((info) => [info.config.name, info])),
    consumers: new Map(readers.flat().map((info) => [`${info.stream_name}/${info.name}`, info])),
  };
}

const wanted = {
  streams: streams.map(({ name }) => name).sort(),
  consumers: ["LEDGER/books", "ORDERS/billing"],
};

const generousMillis = 120_000;

describe("the keeper", () => {
  let api: KubernetesApi;
  let program: Program;

  before(async () => {
    api = clusterApi();
    program = await makeProgram(source);
    await program.succeed("config", "set", "nats-stack:cluster", '{"auth":{}}');
    await program.succeed(
      ...["config", "set", "--secret", "nats-stack:passwords"],
      JSON.stringify({ [namespace]: { admin: password } }),
    );
  });

  after(async () => {
    await program.pulumi("destroy", "--yes", "--skip-preview");
    program.remove();
  });

  const onServer = <T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> =>
    withNats(api, namespace, "nats-0", work, {
      ...{ user: "admin", pass: password },
      // a forwarding to a pod that is going may stay silent
      timeout: 1000,
    });

  /** Waits until everything is there again, and says how long that took. */
  async function allBack(what: string, start: number, before: Held): Promise<void> {
    let answered: number | undefined;
    await until(async () => {
      const now = await onServer(held).catch(() => undefined);
      if (now === undefined || now.server === before.server) return undefined;
      answered ??= Date.now();
      const { length } = [...now.streams.keys(), ...now.consumers.keys()];
      return length >= wanted.streams.length + wanted.consumers.length || undefined;
    }, generousMillis);
    const seconds = (from: number): string => ((Date.now() - from) / 1000).toFixed(1);
    const since = answered ?? start;
    process.stdout.write(
      `      ${what}: all streams back after ${seconds(start)} s, ${seconds(since)} s after the server was first reached\n`,
    );
  }

  async function assertAsDeclared(): Promise<void> {
    const now = await onServer(held);
    assert.deepEqual([...now.streams.keys()].sort(), wanted.streams);
    assert.deepEqual([...now.consumers.keys()].sort(), wanted.consumers);
    for (const { name, config, consumers } of streams) {
      assertHolds(now.streams.get(name)?.config, streamToWire(name, config));
      for (const consumer of consumers) {
        const found = now.consumers.get(`${name}/${consumer.name}`);
        assertHolds(found?.config, consumerToWire(consumer.name, consumer.config));
      }
    }
  }

  it("stands beside a server with memory streams, under the restricted standard", async () => {
    await program.succeed("up", "--yes", "--skip-preview");
    await assertAsDeclared();
    await onServer(async (connection) => {
      for (const subject of ["ledger", "orders.paid"])
        await connection.jetstream().publish(subject, "one");
    });
  });

  it("has nothing to do with the second deployment", async () => {
    await program.succeed("up", "--yes", "--refresh", "--expect-no-changes");
  });

  it("makes streams and consumers again when the pod was killed, and leaves the others alone", async () => {
    const before = await onServer(held);
    const start = Date.now();
    const path = `/api/v1/namespaces/${namespace}/pods/nats-0`;
    await api.request("DELETE", path, { gracePeriodSeconds: 0 });
    await allBack("pod killed", start, before);
    await assertAsDeclared();
    const after = await onServer(held);
    const [ledger, was] = [after.streams.get("LEDGER"), before.streams.get("LEDGER")];
    assert.equal(ledger?.created, was?.created);
    assert.equal(ledger?.state.messages, 1);
    assert.equal(after.streams.get("ORDERS")?.state.messages, 0);
  });

  it("makes them again when only the server was killed within its pod", async () => {
    const [before, old] = [await onServer(held), await api.get(pod)];
    const start = Date.now();
    const server = { namespace, pod: "nats-0", container: "nats" };
    await execIn(api, server, "kill -9 $(cat /var/run/nats/nats.pid)").catch(() => undefined);
    await allBack("server killed", start, before);
    await assertAsDeclared();
    assert.equal((await api.get(pod))?.metadata.uid, old?.metadata.uid);
    assert.equal((await onServer(held)).streams.get("LEDGER")?.state.messages, 1);
  });

  it("leaves nothing to change for the next deployment", async () => {
    await program.succeed("up", "--yes", "--expect-no-changes");
    await program.succeed("up", "--yes", "--refresh", "--expect-no-changes");
  });

  it("shares its image with a pod for people, where the CLI answers", async () => {
    const pods = await api.list(`/api/v1/namespaces/${namespace}/pods`);
    const box = pods.find(({ metadata }) => metadata.name.startsWith("nats-box-"));
    const place = { namespace, pod: box?.metadata.name ?? "", container: "nats-box" };
    const names = await execIn(api, place, "nats stream ls --names");
    assert.deepEqual(names.trim().split(/\s+/).sort(), wanted.streams);
  });
});

/** What is wanted is there; a server leaves out what is off. */
function assertHolds(found: object | undefined, expected: object): void {
  const live = new Map<string, unknown>(Object.entries(found ?? {}));
  for (const [key, value] of Object.entries(expected) as [string, unknown][]) {
    if (key === "metadata") {
      for (const [mark, text] of Object.entries(value as object) as [string, unknown][])
        assert.equal((live.get(key) as Record<string, unknown> | undefined)?.[mark], text);
    } else if (live.has(key)) assert.deepEqual(live.get(key), value, key);
    else assert.ok(value === false || value === 0, key);
  }
}
