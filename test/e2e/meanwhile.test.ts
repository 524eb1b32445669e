import assert from "node:assert/strict";
import { type Gate, openGate } from "../support/gate";
import { consumersOn, managing, messagesOn, streamOn } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import type { Result } from "../support/project";
import type { SampleStream } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

describe("what happens on the server between plan and apply", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  let gate: Gate;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    gate = await openGate(story.server.port);
    story.project.configure({ target: "url", url: gate.url });
    assertDone(await story.up(declared));
  });
  after(async () => {
    await gate.close();
    await story.end();
  });

  const declared = { ORDERS: {}, AUDIT: { consumers: { reader: { ackPolicy: "explicit" } } } };
  const upWhile = (
    act: () => Promise<unknown>,
    streams: Readonly<Record<string, SampleStream>>,
  ): Promise<Result> => {
    gate.beforeSecond(act);
    return story.up(streams);
  };

  it("brings back a stream that was deleted, and says so", async () => {
    const result = await upWhile(() => managing(url, ({ streams }) => streams.delete("ORDERS")), {
      ...declared,
      ORDERS: { config: { maxAge: "1d" } },
    });
    assertDone(
      result,
      'in place: stream "ORDERS": changes in place: maxAge from "0s" to "1d"',
      'stream "ORDERS": was gone from the server; it is created again, without its messages',
    );
    assert.equal((await streamOn(url, "ORDERS")).config.max_age, 24 * 3600 * 1e9);
  });

  it("overwrites what was edited by hand with what is declared", async () => {
    const edit = { description: "mine", max_msgs: 3 };
    const result = await upWhile(
      () => managing(url, ({ streams }) => streams.update("ORDERS", edit)),
      declared,
    );
    assertDone(result, "~ 1 updated");
    const { config } = await streamOn(url, "ORDERS");
    assert.deepEqual(
      [config.description, config.max_msgs, config.max_age],
      ["All about ORDERS", -1, 0],
    );
  });

  it("fails where a change would now delete messages that were not there before", async () => {
    const result = await upWhile(() => publishPlainly(url, ["orders", "orders", "orders"]), {
      ...declared,
      ORDERS: { config: { maxMsgs: 2 } },
    });
    assertRefused(
      result,
      "(nothing is deleted; the stream holds 0 messages)",
      'error: stream "ORDERS": maxMsgs from -1 to 2: deletes the oldest 1 of 3 messages, about 23B of 69B; it holds 3 messages',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 3, AUDIT: 0 });
  });

  it("fails where more would go than the plan said, though messages may go", async () => {
    const result = await upWhile(() => publishPlainly(url, ["orders", "orders"]), {
      ...declared,
      ORDERS: { config: { maxMsgs: 2 }, dataLoss: "allow" },
    });
    assertRefused(
      result,
      'DELETES MESSAGES: stream "ORDERS": maxMsgs from -1 to 2: deletes the oldest 1 of 3 messages',
      'error: stream "ORDERS": 3 messages would be deleted by now, but the plan said 1; messages came in between; run again to see what would go',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 5, AUDIT: 0 });
    await managing(url, ({ streams }) => streams.purge("ORDERS", { keep: 3 }));
  });

  it("fails where a stream that is no longer declared has filled since the plan", async () => {
    assertDone(await story.up({ ...declared, LEFT: { dataLoss: "allow" } }));
    assertRefused(
      await upWhile(() => publishPlainly(url, ["left"]), declared),
      'deletes: stream "LEFT": is no longer declared: it is deleted',
      'error: stream "LEFT": 1 message would be deleted by now, but the plan said none',
    );
    assert.equal((await messagesOn(url))["LEFT"], 1);
    assertDone(await story.up(declared), "it is deleted with its 1 message", "- 1 deleted");
  });

  it("fails where a replacement would now delete messages that were not there before", async () => {
    await managing(url, ({ consumers }) => consumers.delete("AUDIT", "reader"));
    const result = await upWhile(() => publishPlainly(url, ["audit"]), {
      ...declared,
      AUDIT: { ...declared.AUDIT, config: { storage: "file" } },
    });
    assertRefused(
      result,
      'stream "AUDIT"',
      "1 message (22B)",
      'set dataLoss: "allow" on the stream',
    );
    assert.deepEqual(await messagesOn(url), { ORDERS: 3, AUDIT: 1 });
  });

  it("fails where somebody else made a stream of that name", async () => {
    const theirs = { name: "NEW", subjects: ["theirs"] };
    const result = await upWhile(() => managing(url, ({ streams }) => streams.add(theirs)), {
      ...declared,
      NEW: {},
    });
    assertRefused(
      result,
      "plan: 3 streams: 1 to create, 2 unchanged",
      'error: stream "NEW": exists already, unmarked, and is not taken over',
    );
    assert.deepEqual((await streamOn(url, "NEW")).config.subjects, ["theirs"]);
  });

  it("fails where somebody else took the subject", async () => {
    const theirs = { name: "THEIRS", subjects: ["late"] };
    const result = await upWhile(() => managing(url, ({ streams }) => streams.add(theirs)), {
      ...declared,
      LATE: {},
    });
    assertRefused(
      result,
      'error: stream "LATE": create refused: subjects overlap with an existing stream (10065)',
    );
  });

  it("leaves nothing that the next deployment does not put right", async () => {
    assertDone(await story.up(declared, "--refresh"));
    assert.deepEqual(await messagesOn(url), { ORDERS: 3, AUDIT: 1, NEW: 0, THEIRS: 0 });
    assert.deepEqual(Object.keys(await consumersOn(url, "AUDIT")), ["reader"]);
    assertDone(await story.preview(declared, "--refresh", "--expect-no-changes"));
  });
});
