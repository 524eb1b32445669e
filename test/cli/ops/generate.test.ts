import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluated } from "../../support/evaluated";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { plainly } from "../../support/plainClient";
import { type Answer, ops } from "../../support/ops";

describe("nats-stack generate", () => {
  let server: TestServer;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-generate-"));
    server = await startNatsServer();
    await managing(server.url, ({ streams }) =>
      streams.add({ name: "ORDERS", subjects: ["orders.>"], description: "All orders" }),
    );
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const generate = (...args: readonly string[]): Promise<Answer> =>
    ops(["generate", "--server", server.url, "--folder", folder, ...args]);

  it("writes a system with what the server holds, and says what comes next", async () => {
    const { code, stdout } = await generate("web-shop");
    const file = join(folder, "webShop.ts");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `${file}: 1 stream; next: add "webShop" to systems/index.ts, then look at a preview\n`,
    );
    const { streams } = evaluated(readFileSync(file, "utf8"));
    assert.equal(streams["ORDERS"]?.purpose, "All orders");
  });

  it("counts buckets apart, and says which of them cannot be declared as one", async () => {
    await managing(server.url, async ({ streams }) => {
      await streams.add({ name: "KV_odd", subjects: ["$KV.odd.>"], allow_direct: true });
    });
    await plainly(server.url, (nats) => nats.jetstream().views.kv("settings"));
    const { code, stdout, stderr } = await generate();
    assert.equal(code, 0);
    assert.match(stdout, /: 2 streams and 1 bucket; next: add/);
    assert.equal(
      stderr,
      'note: stream "KV_odd": declared as a plain stream, not as bucket "odd": clients give a bucket other values of "discard", "allowRollup"\n',
    );
  });

  it("fails where the file is there already, and leaves it alone", async () => {
    await generate();
    const before = readFileSync(join(folder, "generated.ts"), "utf8");
    const { code, stderr } = await generate();
    assert.equal(code, 2);
    assert.match(
      stderr,
      /generated\.ts: is there already; remove it, or generate under another name/,
    );
    assert.equal(readFileSync(join(folder, "generated.ts"), "utf8"), before);
  });

  it("fails at a name that is none, before anything is asked", async () => {
    const { code, stderr } = await generate("../Orders");
    assert.equal(code, 2);
    assert.equal(stderr, 'name: got "../Orders"; write lower-case letters, digits and hyphens\n');
    assert.deepEqual(readdirSync(folder), []);
  });
});
