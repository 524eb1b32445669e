import assert from "node:assert/strict";
import type { StreamInfo } from "nats";
import { backupBed } from "../../support/backupBed";
import { managing, messagesOn, streamsOf } from "../../support/liveServer";
import { publishPlainly } from "../../support/plainClient";
import { contentsOn } from "../../support/seeded";
import { until } from "../../support/until";

describe("nats-stack restore over streams that a deployment made anew", function () {
  this.timeout(60_000);
  const bed = backupBed();
  const { run } = bed;

  /** Two streams, one that copies from the first and one that never copied are in the backup, and there again, empty. */
  beforeEach(async () => {
    await managing(bed.server.url, async ({ streams }) => {
      await streams.add({ name: "COPY", sources: [{ name: "agent-results" }] });
      await streams.add({ name: "IDLE", sources: [{ name: "OTHER", filter_subject: "none" }] });
    });
    await until(async () => ((await messagesOn(bed.server.url))["COPY"] === 8 ? true : undefined));
    await run("backup", "--unmanaged", "--to", bed.folder);
    await makeAnew(Object.values(await streamsOf(bed.server.url)));
  });
  const makeAnew = (all: readonly StreamInfo[]) =>
    managing(bed.server.url, async ({ streams }) => {
      for (const { config } of all) await streams.delete(config.name);
      for (const { config } of all) await streams.add(config);
    });

  it("brings everything back, once, where that was asked for", async () => {
    const refused = await run("restore", bed.folder);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^stream "COPY": exists, and is empty: add --replace-empty/m);
    assert.equal((await messagesOn(bed.server.url))["OTHER"], 0);
    const { code, stdout, stderr } = await run("restore", bed.folder, "--replace-empty");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^stream "agent-results": restored, 8 messages and 2 consumers$/m);
    assert.match(stdout, /^ {2}note: goes on with message 11 of stream "agent-results"; /m);
    assert.doesNotMatch(stdout, /nothing tells how far/);
    const { messages, consumers } = await contentsOn(bed.server.url, "agent-results");
    assert.equal(messages.length, 8);
    assert.deepEqual(
      consumers.map(({ name, ackFloor }) => [name, ackFloor]),
      [
        ["idle", 0],
        ["reader", 3],
      ],
    );
    await publishPlainly(bed.server.url, ["agent-results.new"]);
    const wanted = { "agent-results": 9, COPY: 9, IDLE: 0, OTHER: 8 };
    await until(
      async () => ((await messagesOn(bed.server.url))["COPY"] === 9 ? true : undefined),
      30_000,
    );
    assert.deepEqual(await messagesOn(bed.server.url), wanted);
  });

  it("fails, and touches none, where one holds messages or is somebody else's", async () => {
    await publishPlainly(bed.server.url, ["agent-results.new"]);
    await managing(bed.server.url, async ({ streams }) => {
      const metadata = { "nats-stack.owner": "nats-stack/prod/shop/OTHER" };
      await streams.update("OTHER", { metadata });
    });
    const before = await streamsOf(bed.server.url);
    const { code, stderr } = await run("restore", bed.folder, "--replace-empty");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^stream "agent-results": exists and belongs to "nats-stack\/test\/shop\/agent-results", with 1 message, .* purge it and restore with --replace-empty$/m,
    );
    assert.match(
      stderr,
      /^stream "OTHER": exists and belongs to "nats-stack\/prod\/shop\/OTHER", not to the stack that it is restored for/m,
    );
    const created = (all: typeof before) => Object.values(all).map((one) => one.created);
    assert.deepEqual(created(await streamsOf(bed.server.url)), created(before));
  });
});
