import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import type { ObservedStream } from "../../domain/observed";
import { decideStream } from "../../domain/plan/decision";
import { cautious } from "../../domain/policy";
import { type StreamConfig, streamToWire } from "../../domain/stream/stream";
import { applyStream } from "../../jetstream/apply";
import { connect, type JetStream } from "../../jetstream/connection";
import { Offline } from "../../jetstream/errors";
import { restoreStream } from "../../jetstream/restore";
import { takeSnapshot } from "../../jetstream/snapshot";
import { deleteStream, listStreams, observeStream } from "../../jetstream/streams";
import { Sweep } from "../../jetstream/sweep";
import { failureOf } from "../support/failure";
import { streamOn } from "../support/liveServer";
import { startNatsCluster, type TestCluster } from "../support/natsCluster";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { contentsOn, seed } from "../support/seeded";
import { until } from "../support/until";

const subjects = ["a"];
type Declared = Pick<StreamConfig, "placement" | "replicas" | "maxMsgs">;
const nobody: { readonly missing: readonly string[] } = { missing: [] };

for (const version of ["2.10.26", "2.12.8", "2.15.1"]) {
  describe(`streams of a cluster of three servers, ${version}`, function () {
    this.timeout(90_000);
    let cluster: TestCluster;
    let js: JetStream;

    before(async () => {
      cluster = await startNatsCluster(version);
      js = await connect({ name: "cluster", url: cluster.url });
    });
    after(async () => {
      await js.close();
      await cluster.stop();
    });
    // a leader that has just changed may not answer yet
    afterEach(() =>
      until(
        () => askPlainly(cluster.servers[0]?.url ?? "", "STREAM.DELETE.A").catch(() => undefined),
        20_000,
      ),
    );

    const witness = () => streamOn(cluster.servers[2]?.url ?? "", "A");
    const told: string[] = [];

    /** Deploys stream A as a provider does. */
    async function deploy(config: Declared): Promise<ObservedStream> {
      const wire = streamToWire("A", { subjects, ...config });
      const found = await observeStream(js, "A");
      const declared = { name: "A", wire, policy: cautious, owned: true };
      const decision = decideStream(declared, found, await js.facts());
      assert.deepEqual(decision.refusals, []);
      return applyStream(js, "A", wire, decision, found, (line) => told.push(line));
    }

    const publish = () => publishPlainly(cluster.servers[0]?.url ?? "", ["a", "a", "a"]);

    it("come back from a snapshot to all servers, with consumers and positions", async () => {
      const url = cluster.servers[1]?.url ?? "";
      await seed(url, "A", { num_replicas: 3 });
      const before = await contentsOn(url, "A");
      const chunks: Uint8Array[] = [];
      const head = await takeSnapshot(js, "A", {
        check: false,
        write: (chunk) => Promise.resolve(void chunks.push(Uint8Array.from(chunk))),
      });
      await askPlainly(url, "STREAM.DELETE.A");
      await restoreStream(js, "A", head, Readable.from(chunks));
      // one server makes the consumers after the other
      const isBack = async () => isDeepStrictEqual(await contentsOn(url, "A"), before) || undefined;
      assert.ok(await until(isBack, 20_000));
      assert.equal((await witness()).cluster?.replicas?.length, 2);
    });

    it("are held by all servers, and by one again, when an update has ended", async () => {
      await deploy({});
      await publish();
      await deploy({ replicas: 3 });
      const { cluster: held, state } = await witness();
      assert.equal(held?.replicas?.length, 2);
      assert.ok(held.replicas.every(({ current }) => current));
      assert.equal(state.messages, 3);
      await deploy({ replicas: 1 });
      assert.equal((await witness()).cluster?.replicas?.length ?? 0, 0);
      assert.equal((await witness()).state.messages, 3);
    });

    it("take a new placement and another number of replicas in one deployment, both ways", async () => {
      await deploy({ placement: { tags: ["one"] } });
      await publish();
      await deploy({ placement: { tags: ["all"] }, replicas: 3 });
      assert.equal((await witness()).cluster?.replicas?.length, 2);
      await deploy({ placement: { tags: ["two"] } });
      const { cluster: held, state, config } = await witness();
      assert.equal(held?.leader, "two");
      assert.equal(held.replicas?.length ?? 0, 0);
      assert.equal(config.num_replicas, 1);
      assert.equal(state.messages, 3);
      assert.ok(told.length > 0);
    });

    it("wait for a move that is running", async () => {
      await deploy({ placement: { tags: ["one"] } });
      await publish();
      const moved = streamToWire("A", { subjects, placement: { tags: ["two"] } });
      await askPlainly(cluster.servers[0]?.url ?? "", "STREAM.UPDATE.A", moved);
      await deploy({ placement: { tags: ["three"] } });
      assert.equal((await witness()).cluster?.leader, "three");
      assert.equal((await witness()).state.messages, 3);
    });

    it("are gone from every server when they are deleted while they move", async () => {
      await deploy({ placement: { tags: ["one"] } });
      await publish();
      const moved = streamToWire("A", { subjects, placement: { tags: ["all"] }, replicas: 3 });
      await askPlainly(cluster.servers[0]?.url ?? "", "STREAM.UPDATE.A", moved);
      await deleteStream(js, "A");
      for (const { url } of cluster.servers) {
        const { error } = await askPlainly(url, "STREAM.INFO.A");
        assert.equal((error as { readonly err_code?: number } | undefined)?.err_code, 10059);
      }
      await deploy({ replicas: 3 });
      assert.equal((await witness()).state.messages, 0);
    });

    it("are updated while their leader changes", async () => {
      await deploy({ replicas: 3 });
      await publish();
      for (const maxMsgs of [10, 11]) {
        const stepDown = askPlainly(cluster.servers[1]?.url ?? "", "STREAM.LEADER.STEPDOWN.A");
        await deploy({ replicas: 3, maxMsgs });
        await stepDown;
        assert.equal((await witness()).config.max_msgs, maxMsgs);
      }
    });

    it("are never taken for deleted while their only server is down", async () => {
      await deploy({ placement: { tags: ["one"] } });
      await publish();
      const [one] = cluster.servers;
      const elsewhere = cluster.servers[1]?.url ?? "";
      await one?.kill();
      const left = await connect({ name: "cluster", url: elsewhere });
      try {
        const seen = async () => {
          const { missing } = await listStreams(left).catch(() => nobody);
          return missing.includes("A") ? true : undefined;
        };
        await until(seen, 20_000);
        const failed = [observeStream(left, "A"), new Sweep(left).stream("A")].map((look) =>
          failureOf(look),
        );
        assert.ok((await Promise.all(failed)).every((error) => error instanceof Offline));
        const taken = await askPlainly(elsewhere, "STREAM.CREATE.B", { name: "B", subjects });
        assert.match(JSON.stringify(taken), /10065/);
      } finally {
        await left.close();
        await one?.restart();
        await cluster.ready();
      }
      await until(
        async () => ((await witness().catch(() => undefined)) ? true : undefined),
        20_000,
      );
      assert.equal((await witness()).state.messages, 3);
    });
  });
}
