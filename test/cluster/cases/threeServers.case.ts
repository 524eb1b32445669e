import assert from "node:assert/strict";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists } from "../support/cluster";
import { makeOwnStack, type OwnStack } from "../support/ownStack";
import { withNats } from "../support/portForward";
import { namespaceName } from "../support/program";
import { numbersIn, type Publisher, startPublisher } from "../support/publisher";
import { RollWatch } from "../support/rollWatch";
import { killPod, serverPods } from "../support/servers";

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const pods = ["nats-0", "nats-1", "nats-2"];
const former = "2.14.6";
const newer = "2.15.1";

const replicated = { storage: "file", replicas: 3, maxBytes: "5MB" };
const kept = {
  ORDERS: { config: { ...replicated, subjects: ["orders"] }, consumers: { billing: {} } },
  AUDIT: { config: { ...replicated, subjects: ["audit"] } },
};

describe("three servers", () => {
  let api: KubernetesApi;
  let stack: OwnStack;
  let publisher: Publisher | undefined;
  const namespace = namespaceName("trio");

  before(async () => {
    api = clusterApi();
    stack = await makeOwnStack(namespace);
  });

  after(async () => {
    await publisher?.stop();
    const made = stack as OwnStack | undefined;
    await made?.pulumi(destroy);
    made?.remove();
  });

  const configure = (version: string, cluster: object = {}, more: object = {}): void => {
    // sizes that hold for every case: a new one would roll the servers
    const storage = { claim: "1GiB", maxFileStore: "500MB" };
    stack.configure({ servers: 3, version, storage, ...cluster }, more);
  };
  const streamNames = (pod: string): Promise<readonly string[]> =>
    withNats(api, namespace, pod, async (nats) =>
      (await nats.jetstreamManager()).streams.names().next(),
    );
  const leaderOf = (stream: string, pod: string): Promise<string | undefined> =>
    withNats(api, namespace, pod, async (nats) => {
      const { cluster } = await (await nats.jetstreamManager()).streams.info(stream);
      return cluster?.leader;
    });
  const allReady = async (unlike: readonly string[] = []): Promise<void> => {
    await until(async () => {
      const ready = (await serverPods(api, namespace)).filter(
        (pod) => pod.ready && !pod.leaving && !unlike.includes(pod.uid),
      );
      return ready.length === pods.length ? true : undefined;
    }, 120_000);
  };
  const assertNothingLost = async (numbers: readonly number[]): Promise<void> => {
    const stored = new Set(
      await withNats(api, namespace, "nats-0", (nats) => numbersIn(nats, "ORDERS")),
    );
    const lost = numbers.filter((number) => !stored.has(number));
    assert.deepEqual(
      lost,
      [],
      `of ${numbers.length} acknowledged messages ${lost.length} are lost`,
    );
  };

  it("are deployed with replicated streams", async () => {
    configure(former);
    stack.declare(kept);
    await stack.succeed(up);
    assert.deepEqual([...(await streamNames("nats-1"))].sort(), ["AUDIT", "ORDERS"]);
  });

  it("let an update go on through another one where the one it talks to ends", async () => {
    const more = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `MORE_${index}`,
        { config: { storage: "file", maxBytes: "100kB", subjects: [`more.${index}`] } },
      ]),
    );
    stack.declare({ ...kept, ...more });
    let killed: Promise<number> | undefined;
    let gone = false;
    let saidSince = "";
    const { output } = await stack.succeed(up, (text) => {
      if (gone) saidSince += text;
      if (killed !== undefined || !/nats:Stream .*creat/.test(text)) return;
      // counted before: the one that is killed may lead JetStream, and nobody answers until another one does
      killed = streamNames("nats-1").then(async (names) => {
        // the first that is ready is the one that is talked to
        await killPod(api, namespace, "nats-0");
        gone = true;
        return names.length;
      });
    });
    const made = (await killed) ?? assert.fail(output);
    assert.ok(made < 32, `all ${made} were there before the pod was killed`);
    assert.match(saidSince, /nats:Stream .*created/);
    assert.equal((await streamNames("nats-1")).length, 32);
    await allReady();
    stack.declare(kept);
    await stack.succeed(up);
  });

  it("are not reduced to one, or given less room, as long as streams need them", async () => {
    configure(former, { servers: 1 }, { dataLoss: "refuse" });
    stack.declare({
      AUDIT: { config: { ...replicated, replicas: 1, maxBytes: "500kB", subjects: ["audit"] } },
    });
    const { code, output } = await stack.pulumi(["preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /servers: got 1 where 3 are deployed; .*"AUDIT".*"ORDERS"/);
  });

  it("lose nothing that was acknowledged where the leader of a stream is killed", async () => {
    configure(former);
    stack.declare(kept);
    await allReady();
    publisher = await startPublisher(api, namespace, pods, "orders");
    await publisher.more(200, 30_000);
    const leader = (await leaderOf("ORDERS", "nats-0")) ?? assert.fail("ORDERS has no leader");
    const before = (await serverPods(api, namespace)).find(({ name }) => name === leader);
    await killPod(api, namespace, leader);
    await publisher.more(200, 60_000);
    await allReady([before?.uid ?? ""]);
    await publisher.more(50, 30_000);
    await assertNothingLost([...publisher.acknowledged]);
  });

  it("are upgraded one at a time, with streams healthy in between and nothing lost", async () => {
    const running = publisher ?? assert.fail("nobody publishes");
    const watch = new RollWatch(api, namespace, pods.length);
    configure(newer);
    await stack.succeed(up);
    const { mostAway, behind } = await watch.end();
    await running.more(50, 30_000);
    await running.stop();
    publisher = undefined;
    const images = (await serverPods(api, namespace)).map(({ image }) => image);
    assert.deepEqual(
      images,
      pods.map(() => `nats:${newer}-alpine`),
    );
    assert.equal(mostAway, 1);
    assert.deepEqual(behind, Object.fromEntries(pods.map((pod) => [pod, []])));
    await assertNothingLost([...running.acknowledged]);
    await stack.succeed(["preview", "--refresh", "--expect-no-changes"]);
  });

  it("are destroyed without leaving a namespace behind", async () => {
    await stack.succeed(destroy);
    assert.equal(await namespaceExists(api, namespace), false);
  });
});
