import assert from "node:assert/strict";
import { consumersOn, managing, messagesOn, streamOn } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { beginStory, type Story } from "../support/story";

describe("what somebody changes by hand", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    assertDone(await story.up(declared));
    await publishPlainly(url, ["edited", "purged", "purged", "kept"]);
    await managing(url, async ({ streams, consumers }) => {
      await streams.update("EDITED", { max_msgs: 7, max_age: 0 });
      await streams.purge("PURGED");
      await streams.delete("DELETED");
      await consumers.delete("KEPT", "reader");
    });
  });
  after(() => story.end());

  const declared = {
    EDITED: { config: { maxMsgs: 100, maxAge: "1d" } },
    PURGED: {},
    DELETED: {},
    KEPT: { consumers: { reader: { ackPolicy: "explicit" } } },
  };

  const summary = (output: string): readonly string[] =>
    (/^Resources:\n((?: {4}.*\n)+)/m.exec(output)?.[1] ?? "")
      .split("\n")
      .map((line) => line.trim());

  it("is named by a plain preview, which does nothing about it, with the way to repair it", async () => {
    const result = await story.preview(declared);
    assertDone(
      result,
      "plan: 4 streams: 2 drifted, 2 unchanged; 1 consumer: 1 drifted",
      'drift: stream "EDITED": was changed on the server since it was last deployed; a plain run does not see that, one with `--refresh` puts it right: it changes in place: maxMsgs from 7 to 100',
      'drift: stream "DELETED": was deleted on the server since it was last deployed',
      'drift: consumer "reader" of stream "KEPT": was deleted on the server',
    );
    assert.deepEqual(summary(result.output), ["7 unchanged", ""]);
  });

  it("is shown by a refresh that only previews: nothing else, and no number of messages", async () => {
    const result = await story.project.pulumi(["refresh", "--preview-only", "--diff"]);
    assertDone(
      result,
      "- pulumi-nodejs:dynamic/nats:Stream: (delete)\n            [id=DELETED]",
      "- pulumi-nodejs:dynamic/nats:Consumer: (delete)\n                [id=KEPT/reader]",
      "~ pulumi-nodejs:dynamic/nats:Stream: (update)\n            [id=EDITED]",
      '~ maxAge     : "1d" => "0s"',
      "~ maxMsgs    : 100 => 7",
    );
    assert.deepEqual(summary(result.output), [
      "~ 1 to update",
      "- 2 to delete",
      "3 changes. 4 unchanged",
      "",
    ]);
  });

  it("is shown by a preview that refreshes, with what would repair it", async () => {
    const result = await story.preview(declared, "--refresh", "--diff");
    assertDone(
      result,
      '~ maxAge     : "0s" => "1d"',
      "~ maxMsgs    : 7 => 100",
      "plan: 4 streams: 2 drifted, 2 unchanged; 1 consumer: 1 drifted",
    );
    assert.deepEqual(summary(result.output), [
      "+ 2 to create",
      "~ 1 to update",
      "3 changes. 4 unchanged",
      "",
    ]);
    assert.deepEqual(await messagesOn(url), { EDITED: 1, PURGED: 0, KEPT: 1 });
  });

  it("is repaired by an update that refreshes, and all that was stored stays", async () => {
    assertDone(await story.up(declared, "--refresh"), "+ 2 created\n    ~ 1 updated");
    assert.deepEqual(await messagesOn(url), { EDITED: 1, PURGED: 0, DELETED: 0, KEPT: 1 });
    const { config } = await streamOn(url, "EDITED");
    assert.equal(config.max_msgs, 100);
    assert.equal(config.max_age, 24 * 3600 * 1e9);
    assert.deepEqual(Object.keys(await consumersOn(url, "KEPT")), ["reader"]);
    assertDone(await story.preview(declared, "--refresh", "--expect-no-changes"), "7 unchanged");
  });

  it("fails to be looked for on a server that does not answer, and no stream is forgotten", async () => {
    const known = (): unknown =>
      story.project.resources().map(({ urn, outputs }) => ({ urn, outputs }));
    const before = known();
    await story.server.kill();
    assertRefused(
      await story.project.pulumi(["refresh", "--yes", "--skip-preview"]),
      "connection refused, nothing listens there; start the server, or correct the url",
    );
    assert.deepEqual(known(), before);
  });
});
