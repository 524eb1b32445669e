import assert from "node:assert/strict";
import { StorageType } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import { Unsupported } from "../../jetstream/errors";
import { RestoreBroken, restoreStream } from "../../jetstream/restore";
import { SnapshotBroken, type SnapshotHead, takeSnapshot } from "../../jetstream/snapshot";
import { failureOf } from "../support/failure";
import { managing, streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { contentsOn, seed } from "../support/seeded";

interface Taken {
  readonly head: SnapshotHead;
  readonly chunks: readonly Uint8Array[];
}

async function* inOrder(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

for (const version of seenVersions) {
  const isNewest = version.startsWith("2.15");

  describe(`snapshots on ${version}`, function () {
    this.timeout(30_000);
    let server: TestServer;
    let js: JetStream;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "test", url: server.url });
    });
    after(async () => {
      await js.close();
      await server.stop();
    });

    const take = async (name: string): Promise<Taken> => {
      const chunks: Uint8Array[] = [];
      const write = (chunk: Uint8Array): Promise<void> => {
        chunks.push(Uint8Array.from(chunk));
        return Promise.resolve();
      };
      return { head: await takeSnapshot(js, name, { check: true, write }), chunks };
    };
    const remove = (name: string) => managing(server.url, ({ streams }) => streams.delete(name));

    it("bring back messages, sequences, times, marks and positions", async () => {
      await seed(server.url, "FILE");
      const before = await contentsOn(server.url, "FILE");
      const { head, chunks } = await take("FILE");
      await remove("FILE");
      const { state } = await restoreStream(js, "FILE", head, inOrder(chunks));
      assert.deepEqual([state?.messages, state?.lastSeq], [8, "10"]);
      assert.deepEqual(await contentsOn(server.url, "FILE"), before);
    });

    it("bring back a stream in memory from 2.15 on, and are refused before", async () => {
      await seed(server.url, "MEMORY", { storage: StorageType.Memory });
      if (!isNewest) {
        const error = await failureOf(take("MEMORY"));
        assert.ok(error instanceof Unsupported);
        assert.match(error.message, /takes no snapshot of a stream in memory; store it in files/);
        return;
      }
      const before = await contentsOn(server.url, "MEMORY");
      const { head, chunks } = await take("MEMORY");
      await remove("MEMORY");
      await restoreStream(js, "MEMORY", head, inOrder(chunks));
      assert.deepEqual(await contentsOn(server.url, "MEMORY"), before);
    });

    it("fail to be restored onto a stream that is there, which stays as it is", async () => {
      const before = await contentsOn(server.url, "FILE");
      const { head, chunks } = await take("FILE");
      const error = await failureOf(restoreStream(js, "FILE", head, inOrder(chunks)));
      assert.match(error.message, /stream "FILE": restore refused: .*\(10130\)/);
      assert.deepEqual(await contentsOn(server.url, "FILE"), before);
    });

    it("leave nothing where what is restored is cut off or torn", async () => {
      const { head, chunks } = await take("FILE");
      await remove("FILE");
      const whole = Buffer.concat(chunks);
      for (const bad of [whole.subarray(0, whole.length >> 1), Buffer.alloc(2000, 7)]) {
        const error = await failureOf(restoreStream(js, "FILE", head, inOrder([bad])));
        assert.ok(error instanceof RestoreBroken, error.message);
        assert.match(error.message, /^stream "FILE": was not restored: /);
        assert.equal((await streamsOf(server.url))["FILE"], undefined);
      }
      await restoreStream(js, "FILE", head, inOrder(chunks));
      assert.equal((await streamsOf(server.url))["FILE"]?.state.messages, 8);
    });

    it("fail where the server goes away while they are taken", async () => {
      await managing(server.url, ({ streams }) =>
        streams.add({ name: "LARGE", subjects: ["large"] }),
      );
      await plainly(server.url, async (connection) => {
        // more than what is on its way at once
        const data = new Uint8Array(500_000).map(() => Math.random() * 256);
        for (let at = 0; at < 40; at += 1) await connection.jetstream().publish("large", data);
      });
      let written = 0;
      const write = async (chunk: Uint8Array): Promise<void> => {
        if (written === 0) await server.kill();
        written += chunk.length;
      };
      const error = await failureOf(takeSnapshot(js, "LARGE", { check: false, write }));
      assert.ok(error instanceof SnapshotBroken, error.message);
      assert.match(error.message, /stream "LARGE": snapshot: the connection broke; run again/);
    });
  });
}
