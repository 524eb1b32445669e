import assert from "node:assert/strict";
import { consumePlainly, consumersOn, managing, messagesOn, streamOn } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { recreate } from "../support/provider";
import { beginStory, type Story } from "../support/story";

describe("consumers, and streams that give something up", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    assertDone(await story.up(withReader({})));
    await publishPlainly(url, ["orders", "moving"]);
    await consumePlainly(url, "ORDERS", "reader", 1);
  });
  after(() => story.end());

  const withReader = (config: object) => ({
    ORDERS: {
      config: { subjects: ["orders", "moving"] },
      consumers: { reader: { ackPolicy: "explicit", ...config } },
    },
    AUDIT: {},
  });
  const reader = async () =>
    (await consumersOn(url, "ORDERS"))["reader"] ?? assert.fail("there is no reader");

  it("changes a consumer in place and keeps its position", async () => {
    assertDone(
      await story.up(withReader({ ackWait: "5s" })),
      'in place: consumer "reader" of stream "ORDERS": changes in place: ackWait from "30s" to "5s"',
    );
    const { config, ack_floor: floor } = await reader();
    assert.equal(config.ack_wait, 5e9);
    assert.equal(floor.stream_seq, 1);
  });

  it("fails where a consumer would be replaced and lose its position", async () => {
    assertRefused(
      await story.up(withReader({ ackWait: "5s", deliverPolicy: "new" })),
      'consumer "reader" of stream "ORDERS": cannot change in place: deliverPolicy from "all" to "new"',
      "replacing it would delete its position after 1 delivery",
    );
    assert.equal((await reader()).ack_floor.stream_seq, 1);
  });

  it("replaces a consumer where that is allowed, and leaves the stream alone", async () => {
    const streams = withReader({ ackWait: "5s", deliverPolicy: "new" });
    const { created } = await streamOn(url, "ORDERS");
    assertDone(
      await story.up({ ...streams, ORDERS: { ...streams.ORDERS, ...recreate } }),
      'REPLACES: consumer "reader" of stream "ORDERS"',
      "this deletes its position after 1 delivery",
    );
    assert.equal((await reader()).delivered.consumer_seq, 0);
    assert.equal((await streamOn(url, "ORDERS")).created, created);
    assert.deepEqual(await messagesOn(url), { ORDERS: 2, AUDIT: 0 });
  });

  it("removes a consumer that is no longer declared", async () => {
    assertDone(
      await story.up({ ORDERS: { config: { subjects: ["orders", "moving"] } }, AUDIT: {} }),
      'deletes: consumer "reader" of stream "ORDERS": is no longer declared: it is deleted',
      "- 1 deleted",
    );
    assert.deepEqual(await consumersOn(url, "ORDERS"), {});
  });

  const moved = { ORDERS: {}, AUDIT: { config: { subjects: ["audit", "moving"] } } };

  it("moves a subject from one stream to another in a single deployment", async () => {
    assertDone(
      await story.up(moved),
      'moves: stream "AUDIT": takes "moving" over from stream "ORDERS", which gives it up first',
      "~ 2 updated",
    );
    await publishPlainly(url, ["moving"]);
    assert.deepEqual(await messagesOn(url), { ORDERS: 2, AUDIT: 1 });
    const { state } = await managing(url, ({ streams }) =>
      streams.info("AUDIT", { subjects_filter: ">" }),
    );
    assert.deepEqual(state.subjects, { moving: 1 });
  });

  it("fails where two streams want to exchange subjects, which no order of changes can do", async () => {
    assertRefused(
      await story.up({
        ORDERS: { config: { subjects: ["audit"] } },
        AUDIT: { config: { subjects: ["orders"] } },
      }),
      'stream "ORDERS": takes "audit" from stream "AUDIT", which takes a subject from this one in turn',
      'stream "AUDIT": takes "orders" from stream "ORDERS"',
      "deploy twice",
    );
  });

  it("fails to delete a stream that is no longer declared and holds messages", async () => {
    assertRefused(
      await story.up({ AUDIT: moved.AUDIT }),
      'deletes: stream "ORDERS": is no longer declared, but holds 2 messages (46B): deleting it will be refused',
      'error: stream "ORDERS": holds 2 messages',
      'set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack, run `pulumi up`, then delete it',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 2, AUDIT: 1 });
  });

  it("deletes it once its last deployment allowed that", async () => {
    assertDone(await story.up({ ...moved, ORDERS: { dataLoss: "allow" } }));
    assertDone(await story.up({ AUDIT: moved.AUDIT }), "- 1 deleted");
    assert.deepEqual(await messagesOn(url), { AUDIT: 1 });
  });
});
