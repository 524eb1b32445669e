import assert from "node:assert/strict";
import type { StreamConfig } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import { deleteEmpty } from "../../jetstream/deleteEmpty";
import { observeStream } from "../../jetstream/streams";
import { managing, streamOn, streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";

for (const version of seenVersions) {
  describe(`deleting an empty stream, on ${version}`, function () {
    this.timeout(60_000);
    let server: TestServer;
    let js: JetStream;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "test", url: server.url });
      // where the last stream of an account goes, a server may refuse the next one for a moment
      await managing(server.url, ({ streams }) => streams.add({ name: "STAYS" }));
    });
    after(async () => {
      await js.close();
      await server.stop();
    });

    const add = async (config: Partial<StreamConfig> & { readonly name: string }) => {
      await managing(server.url, ({ streams }) => streams.add(config));
      return (await observeStream(js, config.name)) ?? assert.fail(`no stream "${config.name}"`);
    };

    it("takes every kind of stream away, and is done where there is none", async () => {
      const kinds: readonly (Partial<StreamConfig> & { readonly name: string })[] = [
        { name: "LIMITS", subjects: ["limits"] },
        { name: "MEMORY", subjects: ["memory"], storage: "memory" as never },
        { name: "QUEUE", subjects: ["queue"], retention: "workqueue" as never },
        { name: "INTEREST", subjects: ["interest"], retention: "interest" as never },
        { name: "LATEST", subjects: ["x.*"], max_msgs_per_subject: 1, max_bytes: 500 },
        { name: "GUARDED", subjects: ["guarded"], deny_purge: true, deny_delete: true },
        { name: "MIRROR", mirror: { name: "LIMITS" } },
        { name: "SOURCING", sources: [{ name: "LIMITS" }] },
      ];
      for (const kind of kinds) {
        const seen = await add(kind);
        assert.equal(await deleteEmpty(js, seen), true, kind.name);
        assert.equal(await deleteEmpty(js, seen), true, `${kind.name}, again`);
      }
      assert.deepEqual(Object.keys(await streamsOf(server.url)), ["STAYS"]);
    });

    it("leaves a stream as it was that holds a message by now, or is another one", async () => {
      const seen = await add({ name: "ORDERS", subjects: ["orders"] });
      await publishPlainly(server.url, ["orders"]);
      assert.equal(await deleteEmpty(js, seen), false);
      const { config, state } = await streamOn(server.url, "ORDERS");
      assert.deepEqual([config.max_bytes, config.discard, state.messages], [-1, "old", 1]);
      await managing(server.url, ({ streams }) => streams.delete("ORDERS"));
      await add({ name: "ORDERS", subjects: ["orders"] });
      assert.equal(await deleteEmpty(js, seen), false);
      await managing(server.url, ({ streams }) => streams.delete("ORDERS"));
    });

    /** The same connection, on which something happens right before the first request of a kind. */
    const disturbed = (kind: string, happens: () => Promise<void>): JetStream => {
      let isDone = false;
      const request: JetStream["request"] = async (api, ...rest) => {
        if (api.startsWith(kind) && !isDone) {
          isDone = true;
          await happens();
        }
        return js.request(api, ...rest);
      };
      const { target, server: about, changes } = js;
      const [facts, link, close] = [() => js.facts(), () => js.link(), () => js.close()];
      return { target, server: about, changes, request, facts, link, close };
    };

    it("lets nobody store a message between the last look and the end", async () => {
      const seen = await add({ name: "RACE", subjects: ["race"] });
      const late = disturbed("STREAM.DELETE.", () =>
        assert.rejects(publishPlainly(server.url, ["race"])),
      );
      assert.equal(await deleteEmpty(late, seen), true);
      assert.deepEqual(Object.keys(await streamsOf(server.url)), ["STAYS"]);
    });

    it("gives a stream back in which somebody stored a message before it was closed", async () => {
      const seen = await add({ name: "LATE", subjects: ["late"] });
      const late = disturbed("STREAM.UPDATE.", () => publishPlainly(server.url, ["late"]));
      assert.equal(await deleteEmpty(late, seen), false);
      await publishPlainly(server.url, ["late"]);
      assert.equal((await streamOn(server.url, "LATE")).state.messages, 2);
      await managing(server.url, ({ streams }) => streams.delete("LATE"));
    });
  });
}
