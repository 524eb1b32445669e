import assert from "node:assert/strict";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists } from "../support/cluster";
import { makeOwnStack, type OwnStack } from "../support/ownStack";
import { withNats } from "../support/portForward";
import { namespaceName } from "../support/program";
import { killPod, monitored, nudge, serverPods } from "../support/servers";

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const pod = "nats-0";
const many = 40;

const file = { config: { storage: "file", maxBytes: "1MB" } };

describe("one server", () => {
  let api: KubernetesApi;
  let stack: OwnStack;
  const namespace = namespaceName("one");

  before(async () => {
    api = clusterApi();
    stack = await makeOwnStack(namespace);
  });

  after(async () => {
    const made = stack as OwnStack | undefined;
    await made?.pulumi(destroy);
    made?.remove();
  });

  const declare = (count: number): void => {
    const names = Array.from({ length: count }, (_, index) => `STREAM_${index}`);
    stack.declare(
      Object.fromEntries(
        names.map((name) => [
          name,
          { config: { ...file.config, subjects: [`${name.toLowerCase()}.>`] } },
        ]),
      ),
    );
  };
  const streamNames = (): Promise<readonly string[]> =>
    withNats(api, namespace, pod, async (nats) =>
      (await nats.jetstreamManager()).streams.names().next(),
    );
  const uid = async (): Promise<string> => (await serverPods(api, namespace))[0]?.uid ?? "";

  it("is deployed with a stream", async () => {
    stack.configure({});
    declare(1);
    await stack.succeed(up);
    assert.deepEqual(await streamNames(), ["STREAM_0"]);
  });

  it("may end in the middle of an update, which waits for the next one and makes the rest", async () => {
    declare(many);
    const before = await uid();
    let killed: Promise<number> | undefined;
    const { output } = await stack.succeed(up, (text) => {
      if (killed === undefined && /nats:Stream .*creat/.test(text)) {
        killed = streamNames().then(async (names) => {
          await killPod(api, namespace, pod);
          return names.length;
        });
      }
    });
    const made = (await killed) ?? assert.fail(output);
    assert.ok(made < many, `all ${made} were there before the pod was killed`);
    assert.notEqual(await uid(), before);
    assert.match(output, /waiting up to 90s for kubernetes:.*no pod is ready now/);
    assert.match(output, /is back after \d+/);
    assert.equal((await streamNames()).length, many);
    await stack.succeed(["preview", "--refresh", "--expect-no-changes"]);
  });

  it("takes over a changed limit without being restarted", async () => {
    const before = await uid();
    stack.configure({ limits: { maxConnections: 777 } });
    await stack.succeed(up);
    await nudge(api, namespace, pod);
    await until(async () => {
      const { max_connections: most } = await monitored(api, namespace, pod, "/varz");
      return most === 777 ? true : undefined;
    }, 120_000);
    assert.equal(await uid(), before);
  });

  it("is restarted for what no running server takes over", async () => {
    const before = await uid();
    stack.configure({
      limits: { maxConnections: 777 },
      raw: { jetstream: { sync_interval: "1m" } },
    });
    await stack.succeed(up);
    assert.notEqual(await uid(), before);
    assert.equal((await streamNames()).length, many);
  });

  it("refuses to join a cluster, which would delete its streams, and to shrink its claim", async () => {
    stack.configure({ servers: 3, storage: { claim: "500MiB" } }, { dataLoss: "refuse" });
    const { code, output } = await stack.pulumi(["preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /cluster "nats": servers: got 3 where 1 is deployed; .*"STREAM_0"/);
    assert.match(output, /cluster "nats": storage\.claim: comes to 500Mi, below the 1Gi/);
  });

  it("fails for good, and is destroyed without being asked", async () => {
    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/nats`;
    const broken = [
      { op: "replace", path: "/spec/template/spec/containers/0/args/1", value: "/no" },
    ];
    await api.request("PATCH", path, broken, "application/json-patch+json");
    await killPod(api, namespace, pod);
    await until(async () => {
      const [server] = await serverPods(api, namespace);
      return server?.restarts ? true : undefined;
    }, 60_000);
    stack.configure({});
    const { output } = await stack.succeed(destroy);
    assert.doesNotMatch(output, /waiting/);
    assert.equal(await namespaceExists(api, namespace), false);
  });
});
