import assert from "node:assert/strict";
import { resolveCluster } from "../../../domain/cluster/cluster";
import { planServers } from "../../../domain/cluster/planServers";
import type { RunningServers } from "../../../domain/cluster/running";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import type { StreamDeclaration } from "../../../domain/declare";
import type { ObservedStream, Peers, WireConfig } from "../../../domain/observed";
import type { LiveServer } from "../../../domain/plan/live";
import { cautious, type Policy } from "../../../domain/policy";
import { declared, small } from "./fixtures";

const gibi = 1024 ** 3;

/** @param config what differs from a file stream of one replica without limits */
const live = (
  name: string,
  config: WireConfig,
  messages: number,
  servers?: readonly string[],
  bytes = messages * 100,
): ObservedStream => ({
  name,
  config: { name, storage: "file", num_replicas: 1, max_bytes: -1, ...config },
  created: "2026-01-01T00:00:00Z",
  state: { messages, bytes, firstSeq: "1", lastSeq: String(messages), consumers: 0 },
  ...(servers && { peers: peersOf(servers) }),
});

const peersOf = ([leader = "", ...others]: readonly string[]): Peers => ({
  leader,
  replicas: others.map((name) => ({ name, current: true, offline: false, lag: 0 })),
});

const account = (...streams: readonly ObservedStream[]): LiveServer => ({
  facts: { version: "2.15.1", apiLevel: 2, clustered: true, limits: {} },
  streams,
  consumers: [],
  missing: [],
});

const running = (servers: number, more: Partial<RunningServers> = {}): RunningServers => ({
  servers,
  serviceName: "nats-headless",
  podManagementPolicy: "Parallel",
  selector: {
    "app.kubernetes.io/component": "nats",
    "app.kubernetes.io/instance": "nats",
    "app.kubernetes.io/name": "nats",
  },
  claimTemplate: { bytes: 10 * gibi },
  claims: Array.from({ length: servers }, (_, index) => ({
    name: `nats-js-nats-${index}`,
    bytes: 10 * gibi,
  })),
  ...more,
});

interface Case {
  readonly spec?: Partial<ClusterSpec>;
  readonly declares?: readonly StreamDeclaration[];
  readonly running?: RunningServers | "none" | undefined;
  readonly live?: LiveServer | undefined;
  readonly dataLoss?: Policy["dataLoss"];
}

const claimed = { storage: { claim: "10GiB" } } as const;

const plan = (one: Case) => {
  const { spec = claimed, declares = [], dataLoss = "refuse" } = one;
  const storage = { kind: "claim", ...spec.storage } as const;
  const cluster = resolveCluster({ ...small, ...spec, storage }, declares);
  const seen = { running: one.running, live: one.live };
  return planServers(cluster, seen, { ...cautious, dataLoss }, ({ name }) => name === "LEAVES");
};

const refusals = (one: Case): readonly string[] =>
  plan(one).refusals.map(({ sentence }) => sentence);
const notes = (one: Case): readonly string[] =>
  plan(one).notes.map(({ kind, asset, text }) => `${kind} ${asset}: ${text}`);

/** Fails unless there is exactly one refusal, and says what it must. */
const refusedFor = (one: Case, ...parts: readonly (string | RegExp)[]): void => {
  const all = refusals(one);
  assert.equal(all.length, 1, all.join("\n"));
  for (const part of parts) {
    const [sentence = ""] = all;
    assert.ok(typeof part === "string" ? sentence.includes(part) : part.test(sentence), sentence);
  }
};

const everywhere = ["nats-0", "nats-1", "nats-2"];

describe("the plan for the servers themselves", () => {
  it("says nothing where nothing runs, or nothing changes", () => {
    assert.deepEqual(plan({ running: "none" }), { refusals: [], notes: [] });
    const same = { running: running(1), live: account(live("ORDERS", {}, 5)) };
    const spec = { storage: { claim: "10GiB", maxFileStore: "8GiB" } } as const;
    assert.deepEqual(plan({ spec, ...same }), { refusals: [], notes: [] });
  });

  it("says what was not checked where Kubernetes did not answer", () => {
    assert.match(
      notes({ running: undefined }).join(),
      /^unchecked cluster "nats": Kubernetes did not tell/,
    );
    assert.deepEqual(refusals({ running: undefined }), []);
  });

  it("fails for a server that would join a cluster with streams of its own, naming them", () => {
    const one: Case = {
      spec: { ...claimed, servers: 3 },
      running: running(1),
      live: account(live("ORDERS", {}, 5), live("EMPTY", { storage: "memory" }, 0)),
    };
    refusedFor(
      { ...one, spec: { ...one.spec, storage: { claim: "10GiB", maxFileStore: "8GiB" } } },
      'cluster "nats": servers: got 3 where 1 is deployed',
      '"ORDERS" with 5 messages (500B), "EMPTY"',
      "back up",
      "`nats-stack:dataLoss: allow`",
    );
  });

  it("lets a server without streams grow into a cluster", () => {
    const one = { spec: { ...claimed, servers: 3 }, running: running(1), live: account() } as const;
    assert.deepEqual(plan(one), { refusals: [], notes: [] });
  });

  it("fails for one server in the place of three, naming what it would not open", () => {
    refusedFor(
      {
        spec: { storage: { claim: "10GiB", maxFileStore: "8GiB" } },
        running: running(3),
        live: account(
          live("REPLICATED", { num_replicas: 3 }, 7, everywhere),
          live("ELSEWHERE", {}, 2, ["nats-2"]),
          live("HERE", {}, 2, ["nats-0"]),
        ),
      },
      'cluster "nats": servers: got 1 where 3 are deployed',
      '"REPLICATED" with 7 messages (700B), "ELSEWHERE" with 2 messages (200B);',
      /^(?!.*"HERE")/,
    );
  });

  it("lets servers go that hold no stream", () => {
    const spec = { storage: { claim: "10GiB", maxFileStore: "8GiB" } } as const;
    const here = account(live("HERE", {}, 2, ["nats-0"]));
    assert.deepEqual(plan({ spec, running: running(3), live: here }).refusals, []);
  });

  it("fails for three servers in the place of five where one that goes holds a stream", () => {
    const one: Case = {
      spec: { servers: 3, storage: { claim: "10GiB", maxFileStore: "8GiB" } },
      running: running(5),
      live: account(live("FAR", { num_replicas: 3 }, 1, ["nats-0", "nats-1", "nats-4"])),
    };
    refusedFor(one, '"FAR" with 1 message', "peer-remove nats-4", '"nats-3" to "nats-4"');
    const near = account(live("NEAR", { num_replicas: 3 }, 1, everywhere));
    assert.deepEqual(refusals({ ...one, live: near }), []);
  });

  it("counts a stream whose servers do not answer as stranded", () => {
    const silent = { ...account(), missing: ["AWAY"] };
    refusedFor({ running: running(3), live: silent }, '"AWAY"');
  });

  it("fails for another number of servers while none answers", () => {
    refusedFor({ running: running(3) }, "no server answered", "bring the servers up first");
  });

  it("says what goes, and what to do then, where data may be lost", () => {
    const one: Case = {
      spec: { servers: 3, storage: { claim: "10GiB", maxFileStore: "8GiB" } },
      running: running(1),
      live: account(live("ORDERS", {}, 5)),
      dataLoss: "allow",
    };
    assert.deepEqual(refusals(one), []);
    const [note = ""] = notes(one);
    assert.match(note, /^destructive cluster "nats": servers: got 3 .*"ORDERS" with 5 messages/);
    assert.match(note, /pulumi up --refresh/);
  });

  it("fails for a store below what streams hold that nobody declares", () => {
    refusedFor(
      { running: running(1), live: account(live("LEGACY", {}, 5)) },
      'cluster "nats": storage.maxFileStore: comes to 0B',
      '"LEGACY" 500B',
    );
  });

  it("fails for a store below what a stream reserves, and leaves out one that goes", () => {
    const spec = { storage: { claim: "10GiB", maxFileStore: "1GiB" } } as const;
    const big = { max_bytes: 2 * gibi };
    refusedFor({ spec, running: running(1), live: account(live("BIG", big, 0)) }, '"BIG" 2.1GB');
    const leaving = account(live("LEAVES", big, 0));
    assert.deepEqual(refusals({ spec, running: running(1), live: leaving }), []);
  });

  it("takes the declared limit of a stream for the one that is live", () => {
    const declares = [declared("ORDERS", { maxBytes: "100MB" })];
    const spec = { storage: { claim: "10GiB", maxFileStore: "1GiB" } } as const;
    const now = account(live("ORDERS", { max_bytes: 2 * gibi }, 0));
    assert.deepEqual(refusals({ spec, declares, running: running(1), live: now }), []);
  });

  it("fails for a claim below those that are there", () => {
    refusedFor(
      { spec: { storage: { claim: "5GiB" } }, running: running(1), live: account() },
      'cluster "nats": storage.claim: comes to 5Gi, below the 10Gi of the claims that are there',
      'write "10GiB"',
    );
  });

  it("fails for a store that existing claims do not hold, and says how to grow them", () => {
    const declares = [declared("ORDERS", { maxBytes: "12GiB" })];
    const spec = { storage: { claim: "20GiB" } } as const;
    const one: Case = { spec, declares, running: running(1), live: account() };
    refusedFor(
      one,
      "storage.claim: comes to 20Gi",
      "kubectl patch pvc nats-js-nats-0 -n",
      '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}',
    );
    const grown = running(1, { claims: [{ name: "nats-js-nats-0", bytes: 20 * gibi }] });
    assert.deepEqual(refusals({ ...one, running: grown }), []);
    assert.match(
      notes({ ...one, running: grown }).join(),
      /^replace cluster "nats": StatefulSet: is deleted and made again.*storage\.claim from 10Gi to 20Gi.*the claims stay/,
    );
  });

  it("explains what Kubernetes does not change in place", () => {
    const other = running(1, { serviceName: "nats", podManagementPolicy: "OrderedReady" });
    assert.match(
      notes({ running: other, live: account() }).join(),
      /serviceName from "nats" to "nats-headless" and no podManagementPolicy from "OrderedReady" to "Parallel" in place; all servers stop at once/,
    );
  });

  it("explains another storage class", () => {
    const spec = { storage: { claim: "10GiB", storageClass: "fast" } } as const;
    assert.match(
      notes({ spec, running: running(1), live: account() }).join(),
      /storage\.storageClass from none to "fast"/,
    );
  });

  it("fails to replace the servers under messages that are in memory alone", () => {
    const memory = account(live("FAST", { storage: "memory" }, 3));
    const spec = { storage: { claim: "10GiB", maxMemoryStore: "1GiB" } } as const;
    const other = running(1, { serviceName: "nats" });
    refusedFor({ spec, running: other, live: memory }, '"FAST" with 3 messages', "in memory");
  });

  it("fails to leave claims behind with streams on them", () => {
    const spec = { storage: { kind: "ephemeral" } } as const;
    const one: Case = { spec, running: running(1), live: account(live("ORDERS", {}, 5)) };
    assert.ok(
      refusals(one).some((text) =>
        /storage\.kind: changes from "claim" to "ephemeral".*"ORDERS"/.test(text),
      ),
    );
    assert.deepEqual(refusals({ ...one, live: account() }), []);
  });

  it("tells everything at once", () => {
    const one: Case = {
      spec: { servers: 1, storage: { claim: "5GiB" } },
      running: running(3),
      live: account(live("ORDERS", { num_replicas: 3 }, 5, everywhere)),
    };
    assert.equal(refusals(one).length, 3, refusals(one).join("\n"));
  });
});
