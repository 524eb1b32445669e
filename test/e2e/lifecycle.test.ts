import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanDocument } from "../../domain/plan/planDocument";
import { planMarkdown } from "../../domain/plan/planMarkdown";
import {
  consumePlainly,
  consumersOn,
  messagesOn,
  streamOn,
  streamsOf,
} from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { recreate } from "../support/provider";
import { sampleSystem } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

describe("a system from its first preview to its end", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
  });
  after(() => story.end());

  const billing = { ackPolicy: "explicit" };
  const first = {
    ORDERS: { config: { maxMsgs: 100 }, consumers: { billing } },
    AUDIT: {},
  };
  const inPlace = {
    ...first,
    ORDERS: { ...first.ORDERS, config: { maxMsgs: 100, maxAge: "7d" } },
  };
  const oneWay = {
    ...inPlace,
    ORDERS: { ...inPlace.ORDERS, config: { ...inPlace.ORDERS.config, denyDelete: true } },
  };
  const smaller = {
    ...oneWay,
    ORDERS: { ...oneWay.ORDERS, config: { ...oneWay.ORDERS.config, maxMsgs: 4 } },
  };
  const onDisk = {
    ...smaller,
    ORDERS: { ...smaller.ORDERS, config: { ...smaller.ORDERS.config, storage: "file" } },
  };
  const allowed = (system: typeof smaller) => ({
    ...system,
    ORDERS: { ...system.ORDERS, ...recreate },
  });
  const last = { ...allowed(onDisk), AUDIT: { config: { storage: "file" } } };

  it("writes the plan of a preview for other programs, as one of them reads it", async () => {
    const file = join(story.project.folder, "plans", "plan.json");
    story.project.declare(sampleSystem(first));
    assertDone(
      await story.project.pulumi(["preview"], { NATS_STACK_PLAN_FILE: file }),
      "2 streams: 2 to create",
    );
    const plan = JSON.parse(readFileSync(file, "utf8")) as PlanDocument;
    assert.deepEqual(
      plan.servers.map(({ target, server, notes }) => [target, server?.version, notes.length]),
      [["url", "2.15.1", 4]],
    );
    assert.match(planMarkdown(plan), /^### Plan for nats-stack\/test/);
  });

  it("previews what it would make, and makes nothing", async () => {
    assertDone(
      await story.preview(first),
      "plan: 2 streams: 2 to create; 1 consumer: 1 to create",
      "+ 5 to create",
    );
    assert.deepEqual(await streamsOf(url), {});
  });

  it("deploys what is declared, marked as its own", async () => {
    assertDone(await story.up(first));
    assert.deepEqual(await messagesOn(url), { ORDERS: 0, AUDIT: 0 });
    const { config } = await streamOn(url, "ORDERS");
    assert.deepEqual(config.subjects, ["orders"]);
    assert.equal(config.max_msgs, 100);
    assert.equal(config.description, "All about ORDERS");
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/shop/ORDERS");
    assert.equal(config.metadata["nats-stack.used-by"], "Shop");
    assert.deepEqual(Object.keys(await consumersOn(url, "ORDERS")), ["billing"]);
  });

  it("finds nothing more to do", async () => {
    assertDone(
      await story.up(first, "--expect-no-changes"),
      "plan: 2 streams: 2 unchanged; 1 consumer: 1 unchanged",
      "5 unchanged",
    );
    assertDone(await story.preview(first, "--expect-no-changes"));
  });

  it("changes one stream in place and keeps its messages", async () => {
    await publishPlainly(url, Array<string>(10).fill("orders"));
    const { created } = await streamOn(url, "ORDERS");
    assertDone(
      await story.up(inPlace),
      "1 to update, 1 unchanged; 1 consumer: 1 unchanged",
      'in place: stream "ORDERS": changes in place: maxAge from "0s" to "7d"',
      "~ 1 updated",
    );
    const live = await streamOn(url, "ORDERS");
    assert.equal(live.config.max_age, 7 * 24 * 3600 * 1e9);
    assert.equal(live.created, created);
    assert.equal(live.state.messages, 10);
  });

  it("names a one-way change as such", async () => {
    assertDone(
      await story.up(oneWay),
      'one-way: stream "ORDERS": changes for good: denyDelete from false to true',
    );
    assert.equal((await streamOn(url, "ORDERS")).config.deny_delete, true);
  });

  it("fails where a change would delete messages, and counts them", async () => {
    assertRefused(
      await story.up(smaller),
      'stream "ORDERS": maxMsgs from 100 to 4: deletes the oldest 6 of 10 messages',
      'set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 10, AUDIT: 0 });
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 100);
  });

  it("deletes messages where that is allowed", async () => {
    assertDone(
      await story.up(allowed(smaller)),
      'DELETES MESSAGES: stream "ORDERS": maxMsgs from 100 to 4: deletes the oldest 6 of 10',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 4, AUDIT: 0 });
  });

  it("fails where a replacement would delete messages, and keeps all", async () => {
    const { created } = await streamOn(url, "ORDERS");
    assertRefused(
      await story.up(onDisk),
      'stream "ORDERS": cannot change in place: storage from "memory" to "file"',
      "replacing it would delete its 4 messages",
      "and 1 consumer",
    );
    assert.equal((await streamOn(url, "ORDERS")).created, created);
    assert.deepEqual(await messagesOn(url), { ORDERS: 4, AUDIT: 0 });
  });

  it("replaces a stream where that is allowed, and its consumer is there again", async () => {
    await consumePlainly(url, "ORDERS", "billing", 2);
    const { created } = await streamOn(url, "ORDERS");
    assertDone(
      await story.up(allowed(onDisk)),
      "1 to replace, 1 unchanged; 1 consumer: 1 to replace",
      'REPLACES: stream "ORDERS": is deleted and created again',
      "this deletes its 4 messages",
      'comes back empty: consumer "billing" of stream "ORDERS"',
    );
    const live = await streamOn(url, "ORDERS");
    assert.equal(live.config.storage, "file");
    assert.notEqual(live.created, created);
    assert.deepEqual(await messagesOn(url), { ORDERS: 0, AUDIT: 0 });
    const { billing: reader } = await consumersOn(url, "ORDERS");
    assert.equal(reader?.delivered.consumer_seq, 0);
    assertDone(await story.up(allowed(onDisk), "--expect-no-changes"));
  });

  it("replaces what is empty without asking", async () => {
    assertDone(await story.up(last), 'REPLACES: stream "AUDIT": is deleted and created again');
    assert.equal((await streamOn(url, "AUDIT")).config.storage, "file");
  });

  it("empties a stream once for every new text, in place", async () => {
    await publishPlainly(url, ["orders", "orders", "audit"]);
    const { created } = await streamOn(url, "ORDERS");
    const purged = { ...last, ORDERS: { ...last.ORDERS, purge: "new format" } };
    assertDone(
      await story.up(purged),
      'DELETES MESSAGES: stream "ORDERS": purge text "new format" is new: the stream is emptied of its 2 messages',
      'stream "ORDERS": purged, 2 messages went',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 0, AUDIT: 1 });
    assert.equal((await streamOn(url, "ORDERS")).created, created);
    await publishPlainly(url, ["orders"]);
    assertDone(await story.up(purged, "--expect-no-changes"));
    assert.deepEqual(await messagesOn(url), { ORDERS: 1, AUDIT: 1 });
  });

  it("fails to destroy what holds messages", async () => {
    const result = await story.project.pulumi(["destroy", "--yes", "--skip-preview"]);
    assertRefused(
      result,
      'stream "AUDIT": holds 1 message (36B), which would be deleted with it; set dataLoss: "allow"',
    );
    const { AUDIT } = await messagesOn(url);
    assert.equal(AUDIT, 1);
  });

  it("destroys all where that is allowed, and leaves an empty server", async () => {
    assertDone(await story.up({ ...last, AUDIT: { ...last.AUDIT, dataLoss: "allow" } }));
    assertDone(await story.project.pulumi(["destroy", "--yes", "--skip-preview"]), "- 5 deleted");
    assert.deepEqual(await streamsOf(url), {});
  });
});
