import assert from "node:assert/strict";
import { natsBoxManifest } from "../../components/cluster/natsBox";
import { networkPolicyManifest } from "../../components/cluster/policies";
import { headlessServiceManifest, serviceManifest } from "../../components/cluster/services";
import { statefulSetManifest } from "../../components/cluster/statefulSet";
import { transformed } from "../../components/cluster/transform";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterSpec } from "../../domain/cluster/spec";
import type { StreamDeclaration } from "../../domain/declare";
import { declared, manifold, resolved } from "../domain/cluster/fixtures";

/** Manifests are plain data; read here as such. */
interface PodSpec {
  readonly shareProcessNamespace?: boolean;
  readonly imagePullSecrets?: unknown;
  readonly affinity?: { readonly podAntiAffinity: Readonly<Record<string, unknown>> };
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly name: string;
    readonly args?: readonly string[];
    readonly startupProbe?: { readonly httpGet: { readonly path: string } };
  }[];
  readonly volumes: readonly { readonly name: string; readonly emptyDir?: unknown }[];
}

interface StatefulSetSpec {
  readonly template: { readonly spec: PodSpec };
  readonly volumeClaimTemplates?: readonly {
    readonly spec: {
      readonly storageClassName?: string;
      readonly resources: { readonly requests: { readonly storage: string } };
    };
  }[];
}

const servers = (
  changes: Partial<ClusterSpec>,
  streams: readonly StreamDeclaration[] = [],
): StatefulSetSpec =>
  statefulSetManifest(resolved(changes, streams)).spec as unknown as StatefulSetSpec;

const pod = (changes: Partial<ClusterSpec>): PodSpec => servers(changes).template.spec;

describe("the servers' pods", () => {
  it("keep memory streams in a folder, and file streams in claims", () => {
    const memory = servers({});
    assert.equal(memory.volumeClaimTemplates, undefined);
    assert.ok(
      memory.template.spec.volumes.some(({ name, emptyDir }) => name === "nats-js" && emptyDir),
    );
    const storage = { storageClass: "fast", claim: "20GiB" } as const;
    const file = servers({ storage }, [declared("ORDERS")]);
    const [claim] = file.volumeClaimTemplates ?? [];
    assert.equal(claim?.spec.storageClassName, "fast");
    assert.equal(claim.spec.resources.requests.storage, "20Gi");
    assert.ok(!file.template.spec.volumes.some(({ name }) => name === "nats-js"));
  });

  it("share their processes only with a reloader", () => {
    const names = (changes: Partial<ClusterSpec>): readonly string[] =>
      pod(changes).containers.map(({ name }) => name);
    assert.deepEqual(names({}), ["nats", "reloader"]);
    assert.equal(pod({}).shareProcessNamespace, true);
    assert.deepEqual(names({ reload: "restart" }), ["nats"]);
    assert.equal(pod({ reload: "restart" }).shareProcessNamespace, undefined);
  });

  it("start alone once they answer, and in a cluster once streams are in step, unless told otherwise", () => {
    const path = (changes: Partial<ClusterSpec>): string | undefined =>
      pod(changes).containers[0]?.startupProbe?.httpGet.path;
    assert.equal(path({}), "/healthz?js-server-only=true");
    assert.equal(path({ servers: 3 }), "/healthz");
    assert.equal(path({ servers: 3, startWhen: "server" }), "/healthz?js-server-only=true");
  });

  it("would rather not share a node, or never do", () => {
    const rules = (changes: Partial<ClusterSpec>): readonly string[] =>
      Object.keys(pod(changes).affinity?.podAntiAffinity ?? {});
    assert.deepEqual(rules({}), []);
    assert.deepEqual(rules({ servers: 3 }), ["preferredDuringSchedulingIgnoredDuringExecution"]);
    assert.deepEqual(rules({ servers: 3, spread: "required" }), [
      "requiredDuringSchedulingIgnoredDuringExecution",
    ]);
  });

  it("are killed only after they had the time to leave", () => {
    assert.equal(pod({}).terminationGracePeriodSeconds, 60);
    assert.equal(pod({ timings: { lameDuckDuration: "2m" } }).terminationGracePeriodSeconds, 150);
  });

  it("are pulled with the Secrets that are named", () => {
    assert.deepEqual(pod({ images: { pullSecrets: ["registry"] } }).imagePullSecrets, [
      { name: "registry" },
    ]);
  });

  it("tell the exporter of leaf nodes and gateways where there are any", () => {
    const args = pod({ ...manifold, monitoring: { exporter: true } }).containers.at(-1)?.args;
    assert.deepEqual(args?.slice(-3), ["-leafz", "-gatewayz", "http://localhost:8222/"]);
  });
});

describe("the services", () => {
  const portsOf = (manifest: unknown): readonly string[] =>
    (
      manifest as { spec: { ports: { name: string; port: number; appProtocol: string }[] } }
    ).spec.ports.map(({ name, port, appProtocol }) => `${name} ${port} ${appProtocol}`);

  it("lead clients to every listener, and servers to routes and gateways as well", () => {
    const cluster = resolved(manifold);
    const clients = ["nats 4222 tls", "leafnodes 7422 tls", "websocket 9222 http", "mqtt 1883 tls"];
    assert.deepEqual(portsOf(serviceManifest(cluster)), [...clients, "monitor 8222 http"]);
    assert.deepEqual(portsOf(headlessServiceManifest(cluster)), [
      ...clients,
      "cluster 6222 tls",
      "gateway 7222 tls",
      "monitor 8222 http",
    ]);
  });
});

describe("the network policy", () => {
  it("may keep the rest of the namespace out, though not the CLI's pod", () => {
    const { networkPolicy, ...cluster } = resolved({ networkPolicy: { ownNamespace: false } });
    assert.ok(networkPolicy);
    const text = JSON.stringify(networkPolicyManifest(cluster, networkPolicy));
    assert.ok(!text.includes('{"podSelector":{}}'));
    assert.match(text, /"app.kubernetes.io\/component":"nats-box"/);
  });

  it("lets other clusters in from anywhere", () => {
    const cluster = resolved(manifold);
    assert.ok(cluster.networkPolicy);
    const { spec } = networkPolicyManifest(cluster, cluster.networkPolicy) as unknown as {
      spec: { ingress: readonly unknown[] };
    };
    assert.deepEqual(spec.ingress.at(-1), { ports: [{ port: 7222, protocol: "TCP" }] });
  });

  const lets = (changes: Partial<ClusterSpec>): unknown => {
    const { networkPolicy, ...cluster } = resolved(changes);
    assert.ok(networkPolicy);
    const { spec } = networkPolicyManifest(cluster, networkPolicy) as unknown as {
      spec: { policyTypes: readonly string[]; egress?: readonly { ports: { port: number }[] }[] };
    };
    return [spec.policyTypes, spec.egress?.map(({ ports }) => ports.map(({ port }) => port))];
  };

  it("lets servers out to one another and to name servers", () => {
    const names = [53, 53, 5353, 5353];
    const both = ["Ingress", "Egress"];
    assert.deepEqual(lets({}), [both, [names]]);
    assert.deepEqual(lets({ servers: 3 }), [both, [[6222], names]]);
  });

  it("lets them out to anything where what is declared leads elsewhere, or where it is said", () => {
    const anything = [["Ingress"], undefined];
    const gateway = { remotes: { spoke: ["tls://spoke.example.com:7222"] } };
    assert.deepEqual(lets({ listeners: { gateway } }), anything);
    const remotes = [{ url: "tls://hub.example.com:7422" }];
    assert.deepEqual(lets({ raw: { leafnodes: { remotes } } }), anything);
    assert.deepEqual(lets({ networkPolicy: { egress: "any" } }), anything);
    assert.notDeepEqual(lets({ raw: { max_subscriptions: 5 } }), anything);
  });
});

describe("the pod with the nats CLI", () => {
  it("shows the nkey of its user, whose seed is brought along", () => {
    const cluster = resolved({
      auth: { users: { reader: { nkey: `U${"A".repeat(55)}` } } },
      natsBox: { user: "reader", seed: { secret: "reader-seed", key: "nkey" } },
    });
    assert.ok(cluster.natsBox);
    const { spec } = natsBoxManifest(cluster, cluster.natsBox) as unknown as {
      spec: { template: { spec: PodSpec } };
    };
    const text = JSON.stringify(spec.template.spec);
    assert.match(text, /\{"name":"NATS_NKEY","value":"\/etc\/nats-nkey\/seed"\}/);
    assert.match(text, /"secretName":"reader-seed",.*"items":\[\{"key":"nkey","path":"seed"\}\]/);
    assert.doesNotMatch(text, /NATS_USER|NATS_PASSWORD/);
  });
});

describe("a transform", () => {
  it("replaces lists and outputs as a whole, and leaves what it does not name", () => {
    const later = pulumi.output("later");
    const args = { a: { list: [1, 2], kept: true, out: later }, b: 1 };
    const other = pulumi.output("other");
    const result = transformed<typeof args>(args, { a: { list: [3], out: other } });
    assert.deepEqual(result.a.list, [3]);
    assert.equal(result.a.out, other);
    assert.deepEqual([result.a.kept, result.b], [true, 1]);
    assert.deepEqual(args.a.list, [1, 2]);
  });

  it("is what a function makes of the arguments, or nothing", () => {
    assert.deepEqual(
      transformed({ a: 1 }, (args) => ({ a: args.a + 1 })),
      { a: 2 },
    );
    assert.deepEqual(transformed({ a: 1 }, undefined), { a: 1 });
  });
});
