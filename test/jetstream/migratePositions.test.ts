import assert from "node:assert/strict";
import { atLeast } from "../../domain/server";
import { connect } from "../../jetstream/connection";
import { migrateStream } from "../../jetstream/migrate";
import { consumersOn } from "../support/liveServer";
import { accompanied, fillStream, wireOf } from "../support/migrating";
import { startNatsServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";

const versions = ["2.10.26", "2.11.11", "2.12.8", "2.14.6", "2.15.1"];
const name = "BUSY";

/** Takes the next message and has its acknowledgement confirmed. @returns what it says; undefined where there is none */
const takeOne = (url: string): Promise<string | undefined> =>
  plainly(url, async (connection) => {
    const reader = await connection.jetstream().consumers.get(name, "worker");
    const message = await reader.next({ expires: 1000 });
    if (message === null) return undefined;
    assert.equal(await message.ackAck(), true);
    return message.string();
  });

/** Migrates a stream with five messages, and lets a reader take one before the requests that match. */
async function migrateWhileRead(version: string, ...moments: readonly RegExp[]) {
  const server = await startNatsServer({ version });
  const js = await connect({ name: "local", url: server.url });
  const taken: (string | undefined)[] = [];
  const left = [...moments];
  try {
    await fillStream(server.url, name, {});
    const busy = accompanied(js, async (api) => {
      if (left[0]?.test(api) !== true) return;
      left.shift();
      taken.push(await takeOne(server.url));
    });
    await migrateStream(busy, name, wireOf(name, { storage: "memory" }), () => undefined);
    assert.deepEqual(left, [], "moments that did not come");
    const { worker } = await consumersOn(server.url, name);
    const next = await takeOne(server.url);
    return { taken, next, paused: worker?.paused === true };
  } finally {
    await js.close();
    await server.stop();
  }
}

const [copyCreated, copyUpdated] = [/^STREAM\.CREATE\.nats-stack/, /^STREAM\.UPDATE\.nats-stack/];
const originDeleted = /^STREAM\.DELETE\.BUSY$/;

describe("what readers acknowledge while their stream is made anew", function () {
  this.timeout(30_000);

  for (const version of versions) {
    it(`does not come again, up to the end of the old stream, on ${version}`, async () => {
      // the second update of the copy notes where the consumers are
      const moments = [copyCreated, copyUpdated, copyUpdated];
      const { taken, next, paused } = await migrateWhileRead(version, ...moments);
      assert.deepEqual(taken, ["seed 0", "seed 1", "seed 3"]);
      assert.equal(next, "seed 4");
      assert.equal(paused, false);
    });
  }

  for (const version of versions.filter((one) => atLeast(one, "2.11.0"))) {
    it(`can be nothing more once the last position is noted, on ${version}`, async () => {
      const { taken, next, paused } = await migrateWhileRead(version, copyCreated, originDeleted);
      assert.deepEqual(taken, ["seed 0", undefined]);
      assert.equal(next, "seed 1");
      assert.equal(paused, false);
    });
  }
});
