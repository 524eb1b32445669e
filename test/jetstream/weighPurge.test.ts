import assert from "node:assert/strict";
import { headers } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import { purgeAsSeen } from "../../jetstream/purge";
import type { ObservedStream } from "../../domain/observed";
import { observeStream } from "../../jetstream/streams";
import { type PurgeWish, weighPurge } from "../../jetstream/weighPurge";
import { managing, streamOn } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { until } from "../support/until";

const storages = ["file", "memory"] as const;

for (const version of seenVersions) {
  describe(`what a purge would delete, on ${version}`, function () {
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

    /** Twelve messages of different sizes on two subjects, with and without headers, and a hole. */
    async function fill(name: string, storage: (typeof storages)[number]): Promise<void> {
      await managing(server.url, ({ streams }) =>
        streams.add({ name, subjects: [`${name}.*`], storage: storage as never }),
      );
      await plainly(server.url, async (connection) => {
        const jetstream = connection.jetstream();
        for (let at = 1; at <= 12; at += 1) {
          const head = headers();
          head.set("Kind", "ü".repeat(at));
          await jetstream.publish(`${name}.${at % 2 === 0 ? "even" : "odd"}`, "x".repeat(at * 7), {
            ...(at % 3 === 0 && { headers: head }),
          });
        }
      });
      await managing(server.url, ({ streams }) => streams.deleteMessage(name, 4));
    }

    const seen = async (name: string) =>
      (await observeStream(js, name)) ?? assert.fail(`no stream "${name}"`);

    /** @returns what was foretold, once the server has done just that */
    async function foretold(
      name: string,
      wish: PurgeWish | ((stream: ObservedStream) => PurgeWish),
    ): Promise<number> {
      const stream = await seen(name);
      const wanted = typeof wish === "function" ? wish(stream) : wish;
      const { messages, bytes, request } = await weighPurge(js, stream, wanted);
      const before = (await streamOn(server.url, name)).state;
      const { purged } = request ? await purgeAsSeen(js, stream, request) : { purged: 0 };
      const after = (await streamOn(server.url, name)).state;
      assert.deepEqual([messages.certainty, bytes.certainty], ["exactly", "exactly"]);
      assert.deepEqual(
        [messages.count, bytes.count, purged],
        [before.messages - after.messages, before.bytes - after.bytes, messages.count],
      );
      return messages.count;
    }

    for (const storage of storages) {
      const name = (what: string): string => `${what}-${storage}`;

      it(`is told exactly for a ${storage} stream, whatever is chosen`, async () => {
        await fill(name("chosen"), storage);
        const even = { subject: `${name("chosen")}.even` };
        assert.equal(await foretold(name("chosen"), { ...even, keep: 3 }), 2);
        assert.equal(await foretold(name("chosen"), { keep: 8 }), 1);
        assert.equal(await foretold(name("chosen"), { keep: 100 }), 0);
        assert.equal(await foretold(name("chosen"), even), 3);
        assert.equal(await foretold(name("chosen"), { subject: "other" }), 0);
        assert.equal(await foretold(name("chosen"), {}), 5);
        assert.equal(await foretold(name("chosen"), {}), 0);
      });

      it(`is told exactly for the older messages of a ${storage} stream`, async () => {
        const stream = name("older");
        await fill(stream, storage);
        const between = Date.now();
        await until(() => Promise.resolve(Date.now() > between + 50 ? true : undefined));
        await plainly(server.url, async (connection) => {
          const jetstream = connection.jetstream();
          for (const token of ["even", "odd"]) await jetstream.publish(`${stream}.${token}`, "y");
        });
        // by the clock of the look that is weighed, however long ago that is
        const before = ({ state }: ObservedStream): PurgeWish => ({
          olderThanNanos:
            (Date.parse(state?.observedAt ?? new Date().toISOString()) - between - 25) * 1e6,
        });
        const even = `${stream}.even`;
        assert.equal(await foretold(stream, (now) => ({ ...before(now), subject: even })), 5);
        assert.equal(await foretold(stream, before), 6);
        assert.equal((await streamOn(server.url, stream)).state.messages, 2);
        assert.equal(await foretold(stream, { olderThanNanos: 3600e9 }), 0);
      });
    }

    it("says what is not read", async () => {
      const stream = await seen("older-file");
      const { state } = stream;
      assert.ok(state);
      const huge = { ...stream, state: { ...state, messages: 50_000, bytes: 5_000_000 } };
      const { messages, bytes } = await weighPurge(js, huge, { keep: 25_000 });
      assert.deepEqual(messages, { count: 25_000, certainty: "exactly" });
      assert.deepEqual(bytes, { count: 2_500_000, certainty: "about" });
    });

    it("leaves alone what comes after the look", async () => {
      const stream = await seen("older-memory");
      const { request } = await weighPurge(js, stream, {});
      await plainly(server.url, (connection) =>
        connection.jetstream().publish("older-memory.odd", "later"),
      );
      await purgeAsSeen(js, stream, request ?? {});
      const { state } = await streamOn(server.url, "older-memory");
      assert.deepEqual([state.messages, state.first_seq], [1, state.last_seq]);
    });
  });
}
