import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { backupBed } from "../../support/backupBed";
import { managing, messagesOn, streamsOf } from "../../support/liveServer";
import { startNatsServer } from "../../support/natsServer";
import { ops } from "../../support/ops";
import { contentsOn, entriesIn, fillLarge } from "../../support/seeded";

describe("nats-stack restore", function () {
  this.timeout(60_000);
  const bed = backupBed();
  const { run } = bed;
  const backup = (...args: readonly string[]) => run("backup", "--to", bed.folder, ...args);
  const remove = (name: string) => managing(bed.server.url, ({ streams }) => streams.delete(name));
  const restore = (...args: readonly string[]) => run("restore", bed.folder, ...args);

  it("brings back all there was, and says so", async () => {
    const before = await contentsOn(bed.server.url, "agent-results");
    const taken = await backup();
    assert.match(
      taken.stdout,
      /^stream "agent-results": 8 messages and 2 consumers \([\d.]+k?B\)\n$/,
    );
    await remove("agent-results");
    assert.deepEqual(await restore(), {
      code: 0,
      stdout: 'stream "agent-results": restored, 8 messages and 2 consumers\n',
      stderr: "",
    });
    assert.deepEqual(await contentsOn(bed.server.url, "agent-results"), before);
  });

  it("holds no large stream in memory", async () => {
    await fillLarge(bed.server.url, 200);
    const peak = async (...args: readonly string[]): Promise<number> => {
      const { code, stderr } = await ops([...args, "--server", bed.server.url], {
        NODE_OPTIONS: `--require ${resolve("test/support/peakMemory.cjs")}`,
      });
      assert.equal(code, 0, stderr);
      return Number(/peak (\d+)/.exec(stderr)?.[1]);
    };
    const usual = await peak("status");
    const backedUp = await peak("backup", "LARGE", "--unmanaged", "--to", bed.folder);
    assert.ok((entriesIn(bed.folder)[0]?.bytes ?? 0) > 99_000_000);
    await remove("LARGE");
    const restored = await peak("restore", bed.folder);
    assert.equal((await messagesOn(bed.server.url))["LARGE"], 200);
    for (const bytes of [backedUp, restored]) {
      assert.ok(bytes - usual < 85_000_000, `${bytes} against ${usual} usually`);
    }
  });

  it("restores under another name, without the marks of what it was taken from", async () => {
    await backup();
    const { code, stdout } = await restore("--as", "COPY", "--no-subjects");
    assert.equal(code, 0);
    assert.match(stdout, /^stream "COPY": restored, 8 messages and 2 consumers/);
    const copy = await contentsOn(bed.server.url, "COPY");
    const original = await contentsOn(bed.server.url, "agent-results");
    assert.deepEqual(copy.messages, original.messages);
    assert.deepEqual([copy.owner, copy.team], [undefined, "shop"]);
    assert.deepEqual(
      copy.consumers.map(({ owner, ackFloor }) => [owner, ackFloor]),
      [
        [undefined, 0],
        [undefined, 3],
      ],
    );
    assert.deepEqual((await streamsOf(bed.server.url))["COPY"]?.config.subjects, ["COPY"]);
  });

  it("fails before anything is restored, with all that stands against it", async () => {
    await backup("--unmanaged");
    const [, second] = entriesIn(bed.folder);
    assert.ok(second);
    const file = join(bed.folder, second.file);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(file, bytes);
    const { code, stderr } = await restore();
    assert.equal(code, 2);
    const lines = stderr.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /^stream "OTHER": ".*" is not what was written: its SHA-256/);
    assert.match(
      lines[1] ?? "",
      /^stream "agent-results": exists and belongs to "nats-stack\/test\/shop\/agent-results", with 8 messages, which a restore never touches: .*--as/,
    );
    const cases = [
      [
        ["agent-results", "--as", "COPY"],
        /^stream "COPY": subject "agent-results\.\*" belongs to stream "agent-results".*--no-subjects/,
      ],
      [
        ["--as", "COPY"],
        /^--as: is for one stream, and this backup holds "agent-results", "OTHER"; name one/,
      ],
      [
        ["agent-result"],
        /^stream "agent-result": is not in this backup; did you mean "agent-results"\?/,
      ],
      [["agent-results", "--as", "a.b"], /^--as: got "a\.b"; a stream name has no white space/],
    ] as const;
    for (const [args, message] of cases) {
      const refused = await restore(...args);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, message);
    }
    assert.deepEqual(Object.keys(await streamsOf(bed.server.url)).sort(), [
      "OTHER",
      "agent-results",
    ]);
  });

  it("fails for a folder that holds no backup, or something else", async () => {
    const none = await restore();
    assert.equal(none.code, 2);
    assert.match(none.stderr, /holds no backup; name the folder that "backup" wrote/);
    writeFileSync(join(bed.folder, "manifest.json"), '{"format":1,"streams":[{"file":"../x"}]}');
    const other = await restore();
    assert.equal(other.code, 2);
    assert.match(other.stderr, /manifest\.json: is no manifest of a backup/);
  });
});

describe("nats-stack backup and restore on an older server", function () {
  this.timeout(60_000);

  it("do what it can, and say what it cannot, with a password", async () => {
    const login = { user: "deployer", pass: "let-me-in" };
    const server = await startNatsServer({
      version: "2.14.6",
      config: `authorization { user: ${login.user}, password: ${login.pass} }`,
    });
    const folder = mkdtempSync(join(tmpdir(), "nats-stack-backup-"));
    const variables = { NATS_USER: login.user, NATS_PASSWORD: login.pass };
    const run = (...args: readonly string[]) => ops([...args, "--server", server.url], variables);
    try {
      await managing(
        server.url,
        async ({ streams }) => {
          await streams.add({ name: "FILE", subjects: ["file"] });
          await streams.add({ name: "MEMORY", subjects: ["memory"], storage: "memory" as never });
        },
        login,
      );
      const taken = await run("backup", "--unmanaged", "--to", folder);
      assert.equal(taken.code, 1);
      assert.match(taken.stdout, /^stream "FILE": 0 messages and 0 consumers/m);
      assert.match(
        taken.stdout,
        /^stream "MEMORY": server 2\.14\.6 takes no snapshot of a stream in memory/m,
      );
      const renamed = await run("restore", folder, "--as", "COPY", "--no-subjects");
      assert.equal(renamed.code, 2);
      assert.match(
        renamed.stderr,
        /^stream "COPY": server 2\.14\.6 restores a snapshot under its own name alone/,
      );
      await managing(server.url, ({ streams }) => streams.delete("FILE"), login);
      assert.equal((await run("restore", folder)).code, 0);
      const { config } = await managing(server.url, ({ streams }) => streams.info("FILE"), login);
      assert.deepEqual(config.subjects, ["file"]);
      const manifest = join(folder, "manifest.json");
      writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"2.14.6"', '"2.15.1"'));
      await managing(server.url, ({ streams }) => streams.delete("FILE"), login);
      const newer = await run("restore", folder);
      assert.equal(newer.code, 2);
      assert.match(
        newer.stderr,
        /was taken from server 2\.15\.1, whose snapshots server 2\.14\.6 cannot read/,
      );
    } finally {
      rmSync(folder, { recursive: true });
      await server.stop();
    }
  });
});
