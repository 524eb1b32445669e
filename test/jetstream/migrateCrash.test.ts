import assert from "node:assert/strict";
import { connect, type JetStream } from "../../jetstream/connection";
import { migrateStream } from "../../jetstream/migrate";
import { dying, fillStream, Killed, subjectsOf, wireOf } from "../support/migrating";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { consumersOn, streamOn, streamsOf } from "../support/liveServer";
import { plainly } from "../support/plainClient";

const quiet = (): void => undefined;

/** Messages of a stream in order, as the NATS client reads them. */
const bodies = (url: string, stream: string): Promise<readonly string[]> =>
  plainly(url, async (connection) => {
    const manager = await connection.jetstreamManager();
    const { state } = await manager.streams.info(stream);
    const found: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      try {
        found.push((await manager.streams.getMessage(stream, { seq })).string());
      } catch {
        // a hole
      }
    }
    return found;
  });

const publish = (url: string, stream: string, body: string): Promise<boolean> =>
  plainly(url, async (connection) => {
    try {
      const reply = await connection.request(subjectsOf(stream)[0] ?? "", body, { timeout: 1000 });
      return reply.json<{ readonly seq?: number }>().seq !== undefined;
    } catch {
      return false;
    }
  });

const seeds = [0, 1, 3, 4, 5].map((number) => `seed ${number}`);

/** A change that goes through every step; the second one is of a stream that copying would empty. */
const changes = [
  { name: "PLAIN", before: {}, after: { storage: "memory" } },
  { name: "QUEUE", before: { retention: "workqueue" }, after: {} },
] as const;
const [plain, queue] = changes;

/** How many changes a migration sends. */
async function countChanges(
  js: JetStream,
  url: string,
  change: (typeof changes)[number],
): Promise<number> {
  await fillStream(url, change.name, change.before);
  const counted = dying(js);
  await migrateStream(counted.js, change.name, wireOf(change.name, change.after), quiet);
  return counted.sent();
}

describe("a migration that is broken off", function () {
  this.timeout(60_000);
  let server: TestServer;
  let js: JetStream;
  afterEach(async () => {
    await js.close();
    await server.stop();
  });
  const begin = async (version: string): Promise<void> => {
    server = await startNatsServer({ version });
    js = await connect({ name: "local", url: server.url });
  };

  async function assertWhole(name: string, more: readonly string[]): Promise<void> {
    assert.deepEqual(
      Object.keys(await streamsOf(server.url)).filter((one) => one.endsWith(name)),
      [name],
    );
    assert.deepEqual(await bodies(server.url, name), [...seeds, ...more]);
    const { worker } = await consumersOn(server.url, name);
    assert.equal(worker?.num_pending, seeds.length + more.length);
    assert.deepEqual(Object.keys(await consumersOn(server.url, name)), ["worker"]);
  }

  /** One stream per request at which a process dies; several at a time. */
  async function atEach(
    change: (typeof changes)[number],
    work: (name: string, at: number) => Promise<void>,
  ): Promise<void> {
    const total = await countChanges(js, server.url, change);
    const names = Array.from({ length: total }, (_, at) => at + 1);
    await Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (const at of names.filter((number) => number % 4 === lane)) {
          const name = `${change.name}-N${at}`;
          await fillStream(server.url, name, change.before);
          const wire = wireOf(name, change.after);
          await assert.rejects(migrateStream(dying(js, at).js, name, wire, quiet), Killed);
          await work(name, at);
        }
      }),
    );
  }

  for (const [version, change] of [
    ["2.10.26", queue],
    ["2.12.8", plain],
    ["2.15.1", queue],
  ] as const) {
    it(`goes on after its process died at any request, ${change.name} on ${version}`, async () => {
      await begin(version);
      await atEach(change, async (name) => {
        const stored = await publish(server.url, name, "late");
        await migrateStream(js, name, wireOf(name, change.after), quiet);
        await assertWhole(name, stored ? ["late"] : []);
      });
    });
  }

  it("goes back as long as publishers have not gone over, and there and back afterwards, where the old declaration returns", async () => {
    await begin("2.15.1");
    for (const change of changes) {
      await atEach(change, async (name) => {
        for (let turn = 0; turn < 2; turn++) {
          await migrateStream(js, name, wireOf(name, change.before), quiet);
        }
        await assertWhole(name, []);
        const { config } = await streamOn(server.url, name);
        const { storage, retention } = { storage: "file", retention: "limits", ...change.before };
        assert.deepEqual([config.storage, config.retention], [storage, retention]);
      });
    }
  });

  for (const version of ["2.10.26", "2.15.1"]) {
    it(`goes on after the server was killed at any step, on ${version}`, async () => {
      await begin(version);
      const change = queue;
      const total = await countChanges(js, server.url, change);
      for (let at = 2; at <= total; at += 2) {
        const name = `KILLED-${at}`;
        const wire = wireOf(name, change.after);
        await fillStream(server.url, name, change.before);
        await assert.rejects(migrateStream(dying(js, at).js, name, wire, quiet), Killed);
        await server.kill();
        await server.restart();
        await migrateStream(js, name, wire, quiet);
        await assertWhole(name, []);
      }
    });
  }
});
