import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import type { StreamInfo } from "nats";
import { managing, messagesOn, streamsOf } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, ops } from "../../support/ops";
import { publishPlainly } from "../../support/plainClient";
import { contentsOn, seededAnew } from "../../support/seeded";
import { until } from "../../support/until";

describe("nats-stack restore over streams that a deployment made anew", function () {
  this.timeout(60_000);
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await startNatsServer();
  });
  after(() => server.stop());

  /** Two streams, one that copies from the first and one that never copied are in the backup, and there again, empty. */
  beforeEach(async () => {
    folder = await seededAnew(server.url);
    await managing(server.url, async ({ streams }) => {
      await streams.add({ name: "COPY", sources: [{ name: "agent-results" }] });
      await streams.add({ name: "IDLE", sources: [{ name: "OTHER", filter_subject: "none" }] });
    });
    await until(async () => ((await messagesOn(server.url))["COPY"] === 8 ? true : undefined));
    await run("backup", "--unmanaged", "--to", folder);
    await makeAnew(Object.values(await streamsOf(server.url)));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (verb: string, ...args: readonly string[]): Promise<Answer> =>
    ops([verb, "--server", server.url, ...args]);
  const makeAnew = (all: readonly StreamInfo[]) =>
    managing(server.url, async ({ streams }) => {
      for (const { config } of all) await streams.delete(config.name);
      for (const { config } of all) await streams.add(config);
    });

  it("brings everything back, once, where that was asked for", async () => {
    const refused = await run("restore", folder);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^stream "COPY": exists, and is empty: add --replace-empty/m);
    assert.equal((await messagesOn(server.url))["OTHER"], 0);
    const { code, stdout, stderr } = await run("restore", folder, "--replace-empty");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^stream "agent-results": restored, 8 messages and 2 consumers$/m);
    assert.match(stdout, /^ {2}note: goes on with message 11 of stream "agent-results"; /m);
    assert.doesNotMatch(stdout, /nothing tells how far/);
    const { messages, consumers } = await contentsOn(server.url, "agent-results");
    assert.equal(messages.length, 8);
    assert.deepEqual(
      consumers.map(({ name, ackFloor }) => [name, ackFloor]),
      [
        ["idle", 0],
        ["reader", 3],
      ],
    );
    await publishPlainly(server.url, ["agent-results.new"]);
    const wanted = { "agent-results": 9, COPY: 9, IDLE: 0, OTHER: 8 };
    await until(
      async () => ((await messagesOn(server.url))["COPY"] === 9 ? true : undefined),
      30_000,
    );
    assert.deepEqual(await messagesOn(server.url), wanted);
  });

  it("fails, and touches none, where one holds messages or is somebody else's", async () => {
    await publishPlainly(server.url, ["agent-results.new"]);
    await managing(server.url, async ({ streams }) => {
      const metadata = { "nats-stack.owner": "nats-stack/prod/shop/OTHER" };
      await streams.update("OTHER", { metadata });
    });
    const before = await streamsOf(server.url);
    const { code, stderr } = await run("restore", folder, "--replace-empty");
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
    assert.deepEqual(created(await streamsOf(server.url)), created(before));
  });
});
