import assert from "node:assert/strict";
import { once } from "node:events";
import { consumersOn, messagesOn, streamOn, streamsOf } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { signal } from "../../cli/processes";
import { sampleSystem } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

const copy = "nats-stack-migration-ORDERS";

describe("a deployment that is killed while it copies a stream", function () {
  this.timeout(90_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    assertDone(await story.up(inMemory));
    await publishPlainly(
      url,
      Array.from({ length: 40 }, () => "orders"),
    );
  });
  after(() => story.end());

  const orders = (storage: string, more: object = {}) => ({
    ORDERS: { config: { storage }, consumers: { reader: { ackPolicy: "explicit" } }, ...more },
  });
  const inMemory = orders("memory");
  const onDisk = orders("file", { onImmutableChange: "migrate" });

  /** Kills everything a deployment has started as soon as it says a line. */
  async function killAt(streams: typeof inMemory, text: string): Promise<void> {
    story.project.declare(sampleSystem(streams));
    const child = story.project.start(["up", "--yes", "--skip-preview"]);
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(text)) return;
      for (const pid of story.project.processes()) signal(pid, "SIGKILL");
    });
    await once(child, "close");
    assert.ok(output.includes(text), output);
    await story.project.pulumi(["cancel", "--yes"]);
  }

  it("leaves all messages, and a preview that tells of it as neither stranger nor leftover", async () => {
    await killAt(onDisk, "publishers found no stream for");
    const live = await streamsOf(url);
    assert.ok(live[copy], Object.keys(live).join());
    const preview = await story.preview(onDisk);
    assertDone(preview, 'MIGRATES: stream "ORDERS": is in the middle of being made anew');
    assert.doesNotMatch(preview.output, /not declared|no longer declared/);
  });

  it("keeps state and messages through a refresh, and fails to be destroyed", async () => {
    assertDone(await story.project.pulumi(["refresh", "--yes", "--skip-preview"]));
    assertRefused(
      await story.project.pulumi(["destroy", "--yes", "--skip-preview"]),
      "40 messages",
    );
    assert.equal((await messagesOn(url))[copy], 40);
  });

  it("goes on with the next deployment, also where the old declaration has returned", async () => {
    assertDone(await story.up(inMemory));
    assert.deepEqual(await messagesOn(url), { ORDERS: 40 });
    assert.equal((await streamOn(url, "ORDERS")).config.storage, "memory");
    assertDone(await story.up(onDisk));
    assert.deepEqual(await messagesOn(url), { ORDERS: 40 });
    assert.equal((await streamOn(url, "ORDERS")).config.storage, "file");
    assert.equal((await consumersOn(url, "ORDERS"))["reader"]?.num_pending, 40);
    assertDone(await story.up(onDisk, "--expect-no-changes"));
  });
});
