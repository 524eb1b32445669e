import assert from "node:assert/strict";
import {
  consumePlainly,
  consumersOn,
  messagesOn,
  streamOn,
  streamsOf,
} from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { publishing, reading } from "../support/traffic";
import { beginStory, type Story } from "../support/story";
import { until } from "../support/until";

describe("a change that no server makes in place, made by copying", function () {
  this.timeout(90_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    assertDone(await story.up(inMemory));
    await publishPlainly(url, ["orders", "orders", "orders"]);
    await consumePlainly(url, "ORDERS", "reader", 2);
  });
  after(() => story.end());

  const orders = (config: object, more: object = {}) => ({
    ORDERS: { config, consumers: { reader: { ackPolicy: "explicit" } }, ...more },
  });
  const inMemory = orders({ storage: "memory" });
  const onDisk = orders({ storage: "file" }, { onImmutableChange: "migrate" });

  it("fails until that is asked for, naming the way", async () => {
    assertRefused(
      await story.up(orders({ storage: "file" })),
      "replacing it would delete its 3 messages",
      'to keep its messages, set onImmutableChange: "migrate"',
    );
  });

  it("tells beforehand what is copied, what stays and what it costs, and changes nothing", async () => {
    assertDone(
      await story.preview(onDisk),
      "plan: 1 stream: 1 to migrate; 1 consumer: 1 unchanged",
      'MIGRATES: stream "ORDERS": is made anew without losing a message: storage from "memory" to "file"',
      'are copied to "nats-stack-migration-ORDERS" and back by mirrors',
      "sequences, times and headers stay",
      "publishers find no stream twice",
    );
    assert.equal((await streamOn(url, "ORDERS")).config.storage, "memory");
  });

  it("is an update that loses, doubles and reorders nothing while it is in use", async () => {
    const publisher = await publishing(url, ["orders"]);
    const reader = await reading(url, "ORDERS", "reader");
    await until(() => Promise.resolve(publisher.acknowledged.length > 50 || undefined), 10_000);
    const result = await story.up(onDisk);
    assertDone(
      result,
      // its consumer learns that its stream was made anew
      "~ 2 updated",
      'stream "ORDERS": the stream in between copies',
      "messages copied and compared",
      "publishers found no stream for",
    );
    await publisher.stop();
    const seen = (): boolean => publisher.acknowledged.every((id) => reader.delivered.includes(id));
    await until(() => Promise.resolve(seen() || undefined), 10_000);
    await reader.stop();
    const again = reader.delivered.filter(
      (id, at) => id !== "x" && reader.delivered.indexOf(id) !== at && !reader.doubtful.has(id),
    );
    assert.deepEqual(again, []);
    assert.equal((await streamOn(url, "ORDERS")).config.storage, "file");
    assert.deepEqual(Object.keys(await streamsOf(url)), ["ORDERS"]);
    assert.deepEqual(await messagesOn(url), { ORDERS: publisher.acknowledged.length + 3 });
  });

  it("finds nothing to do afterwards, also after a look at the server", async () => {
    assertDone(await story.up(onDisk, "--expect-no-changes"));
    assertDone(await story.preview(onDisk, "--refresh", "--expect-no-changes"));
    const { reader } = await consumersOn(url, "ORDERS");
    assert.equal(reader?.num_pending, 0);
  });

  it("leaves a consumer that can still be changed in place", async () => {
    const slower = { reader: { ackPolicy: "explicit", ackWait: "5s" } };
    assertDone(await story.up({ ORDERS: { ...onDisk.ORDERS, consumers: slower } }), "~ 1 updated");
    const { reader } = await consumersOn(url, "ORDERS");
    assert.deepEqual([reader?.config.ack_wait, reader?.num_pending], [5e9, 0]);
    assertDone(await story.up(onDisk));
  });
});
