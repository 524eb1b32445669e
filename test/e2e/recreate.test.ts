import assert from "node:assert/strict";
import { consumePlainly, consumersOn, managing, messagesOn, streamOn } from "../support/liveServer";
import { assertDone } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { until } from "../support/until";
import { beginStory, type Story } from "../support/story";

describe("streams made anew by the operations command", function () {
  this.timeout(90_000);
  let story: Story;
  let url: string;

  const streams = (storage: string) => ({
    ORDERS: { config: { storage }, consumers: { billing: { ackPolicy: "explicit" } } },
    COPY: { config: { subjects: [], sources: [{ name: "ORDERS" }] } },
  });

  before(async () => {
    // what is protected in every way there is
    story = await beginStory({}, { protect: "true", dataLoss: "refuse" });
    ({ url } = story.server);
    assertDone(await story.up(streams("memory")));
    await publishPlainly(url, ["orders", "orders"]);
    await consumePlainly(url, "ORDERS", "billing", 1);
    await managing(url, ({ consumers }) =>
      consumers.add("ORDERS", { durable_name: "stray", ack_policy: "explicit" as never }),
    );
  });
  after(() => story.end());

  const recreate = (...args: readonly string[]) => story.project.ops("recreate", ...args);
  const leave = ["--yes", "--confirm-stack", "test"];

  it("say beforehand what goes, what does not come back, and who copies from them", async () => {
    const { created } = await streamOn(url, "ORDERS");
    assertDone(
      await recreate("ORDERS"),
      'stream "ORDERS": is deleted with 2 messages (46B) and 2 consumers, and created as declared',
      '  consumer "stray" is not declared: it does not come back',
      '  stream "COPY" copies from it and may miss the first messages of the new one',
      'nothing was recreated; add "--yes --confirm-stack test" to do it',
    );
    assert.equal((await streamOn(url, "ORDERS")).created, created);
  });

  it("fail before anything is deleted where leave is missing, or there is no such stack or stream", async () => {
    const cases = [
      [["ORDERS", "--yes"], /the data of stack "test" is protected/],
      [["ORDRES", ...leave], /stream "ORDRES": is not on the server; did you mean "ORDERS"\?/],
      [["ORDERS", "--server", url, "--yes"], /recreate: needs the stack whose state it keeps true/],
    ] as const;
    for (const [args, message] of cases) {
      const { code, output } = await recreate(...args);
      assert.equal(code, 2, output);
      assert.match(output, message);
    }
    assert.deepEqual(await messagesOn(url), { ORDERS: 2, COPY: 2 });
  });

  it("fail before anything is deleted where they could not be created again", async () => {
    await managing(url, (manager) => manager.streams.add({ name: "THEIRS", subjects: ["paid"] }));
    const taken = streams("memory");
    story.declare({ ...taken, ORDERS: { config: { subjects: ["orders", "paid"] } } });
    const { code, output } = await recreate("ORDERS", ...leave);
    assert.equal(code, 2, output);
    assert.match(output, /stream "ORDERS": .*"paid".*"THEIRS"/);
    assert.equal((await streamOn(url, "ORDERS")).state.messages, 2);
    await managing(url, (manager) => manager.streams.delete("THEIRS"));
  });

  it("are as declared at once, with what no server changes in place, and the stack knows", async () => {
    story.declare(streams("file"));
    assertDone(
      await recreate("COPY", "ORDERS", ...leave),
      'stream "ORDERS": created as declared, with 1 consumer',
      'stream "COPY": created as declared, with 0 consumers',
      'the state of stack "test" knows of it',
    );
    const { config, state, created } = await streamOn(url, "ORDERS");
    assert.deepEqual([config.storage, state.messages, state.last_seq], ["file", 0, 0]);
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/shop/ORDERS");
    const { billing, ...others } = await consumersOn(url, "ORDERS");
    assert.deepEqual([billing?.delivered.consumer_seq, Object.keys(others)], [0, []]);
    const resource = story.project.resources().find(({ urn }) => urn.endsWith("::shop/ORDERS"));
    assert.equal(resource?.outputs?.["created"], created);
    assertDone(await story.preview(streams("file"), "--expect-no-changes"));
  });

  it("go on copying from each other", async () => {
    await publishPlainly(url, ["orders"]);
    const copied = await until(async () => (await messagesOn(url))["COPY"] || undefined);
    assert.equal(copied, 1);
  });
});
