import assert from "node:assert/strict";
import { copyName } from "../../domain/migration/marks";
import { isObject, type JsonObject } from "../../domain/json";
import { connect, type JetStream } from "../../jetstream/connection";
import { ServerRefusal } from "../../jetstream/errors";
import { migrateStream } from "../../jetstream/migrate";
import { streamOn, streamsOf } from "../support/liveServer";
import { asking, fillStream, wireOf } from "../support/migrating";
import { startNatsServer, type TestServer } from "../support/natsServer";

/** One that copies by sources, and one that copies by mirrors. */
const versions = ["2.10.26", "2.15.1"];

const name = "ORDERS";
const copy = copyName(name);

describe("a migration that is told of too little", function () {
  this.timeout(60_000);

  for (const version of versions) {
    it(`waits for a server of ${version} that is behind with the copy`, async () => {
      await onServer(version, async (server) => {
        let [level, stale] = [false, 12];
        const { messages } = await migrated(server, (api, reply) => {
          if (!api.endsWith(`.${copy}`)) return given(reply);
          if (level && stale > 0) {
            stale--;
            return given(asOf(3, api, reply));
          }
          level ||= lastIn(reply) >= 5;
          return given(reply);
        });
        assert.equal(stale, 0);
        assert.equal(messages, 5);
      });
    });
  }

  it("stops where a message is missing for good, and keeps both streams", async () => {
    await onServer("2.15.1", async (server) => {
      const lost = migrated(server, (api, reply) =>
        given(api === `STREAM.MSG.GET.${copy}` ? asOf(4, api, reply) : reply),
      );
      await assert.rejects(
        lost,
        /message 5 \("orders\.a"\) of stream "ORDERS" is missing in stream/,
      );
      assert.deepEqual(Object.keys(await streamsOf(server.url)).sort(), [name, copy].sort());
    });
  });
});

async function onServer(version: string, run: (server: TestServer) => Promise<void>) {
  const server = await startNatsServer({ version });
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

/** Moves a stream of five messages, the third of six being deleted, and says what it holds in the end. */
async function migrated(
  server: TestServer,
  answer: (api: string, reply: Outcome) => JsonObject,
): Promise<{ readonly messages: number }> {
  await fillStream(server.url, name, {});
  const js = await connect({ name: "local", url: server.url });
  try {
    const wanted = wireOf(name, { storage: "memory" });
    const request: JetStream["request"] = async (api, body, options) =>
      answer(api, await outcomeOf(() => js.request(api, body, options)));
    await migrateStream(asking(js, request), name, wanted, () => undefined);
    const { state } = await streamOn(server.url, name);
    assert.deepEqual(Object.keys(await streamsOf(server.url)), [name]);
    return state;
  } finally {
    await js.close();
  }
}

type Outcome = { readonly reply: JsonObject } | { readonly error: unknown };

const outcomeOf = (send: () => Promise<JsonObject>): Promise<Outcome> =>
  send().then(
    (reply) => ({ reply }),
    (error: unknown) => ({ error }),
  );

function given(outcome: Outcome): JsonObject {
  if ("error" in outcome) throw outcome.error;
  return outcome.reply;
}

const partOf = (outcome: Outcome, key: string): JsonObject => {
  const part = "reply" in outcome ? outcome.reply[key] : undefined;
  return isObject(part) ? part : {};
};

/** The newest sequence that an answer tells of. */
const lastIn = (outcome: Outcome): number =>
  Math.max(
    Number(partOf(outcome, "state")["last_seq"] ?? 0),
    Number(partOf(outcome, "message")["seq"] ?? 0),
  );

/** The same answer as it was when the stream held messages up to that sequence. */
function asOf(sequence: number, api: string, outcome: Outcome): Outcome {
  if (lastIn(outcome) <= sequence || !("reply" in outcome)) return outcome;
  if (api.startsWith("STREAM.MSG.GET")) {
    return { error: new ServerRefusal(10037, 404, "no message found", api, "no message found") };
  }
  const state = { ...partOf(outcome, "state"), last_seq: sequence };
  return { reply: { ...outcome.reply, state } };
}
