import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { backupBed } from "../../support/backupBed";
import { managing } from "../../support/liveServer";
import { startOps } from "../../support/ops";
import { publishPlainly } from "../../support/plainClient";
import { entriesIn, fillLarge } from "../../support/seeded";
import { stallingProxy } from "../../support/stallingProxy";
import { until } from "../../support/until";

describe("nats-stack backup", function () {
  this.timeout(60_000);
  const bed = backupBed();
  const { run } = bed;
  const backup = (...args: readonly string[]) => run("backup", "--to", bed.folder, ...args);

  it("takes what is declared into files with checksums that nobody else can read", async () => {
    assert.equal((await backup()).code, 0);
    const [entry, ...others] = entriesIn(bed.folder);
    assert.ok(entry);
    assert.deepEqual(others, []);
    const bytes = readFileSync(join(bed.folder, entry.file));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), entry.sha256);
    assert.equal(statSync(join(bed.folder, entry.file)).mode & 0o077, 0);
  });

  it("takes what is not declared only where that is said, and answer programs", async () => {
    const refused = await backup("OTHER");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /stream "OTHER": is not declared by this project.*--unmanaged/);
    const { code, stdout } = await backup("--unmanaged", "--check", "--json");
    assert.equal(code, 0);
    const { ok, streams } = JSON.parse(stdout) as { ok: boolean; streams: object[] };
    assert.equal(ok, true);
    const common = { messages: 8, consumers: ["idle", "reader"], taken: true };
    assert.deepEqual(
      streams.map((stream) => ({ ...stream, bytes: 0, sha256: "", takenAt: "" })),
      ["agent-results", "OTHER"].map((name) => ({
        ...{ name, file: `${name}.snapshot`, bytes: 0, sha256: "", takenAt: "" },
        ...common,
      })),
    );
  });

  it("takes what copies from a stream before that stream, so that no copy is ahead of it", async () => {
    await managing(bed.server.url, async ({ streams }) => {
      await streams.add({ name: "OF-COPY", mirror: { name: "COPY" } });
      await streams.add({ name: "COPY", sources: [{ name: "agent-results" }] });
    });
    assert.equal((await backup("--unmanaged")).code, 0);
    assert.deepEqual(
      entriesIn(bed.folder).map(({ name }) => name),
      ["OF-COPY", "COPY", "agent-results", "OTHER"],
    );
  });

  it("takes again only what is not there whole", async () => {
    await backup("--unmanaged");
    const [first, second] = entriesIn(bed.folder);
    assert.ok(first && second);
    appendFileSync(join(bed.folder, second.file), "x");
    writeFileSync(join(bed.folder, "left.snapshot.partial"), "what a killed run leaves");
    await publishPlainly(bed.server.url, ["agent-results.new"]);
    const { code, stdout } = await backup("--unmanaged");
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(
      lines[0],
      `stream "agent-results": is there already, taken at ${first.takenAt}; it has changed since: take it anew into another folder`,
    );
    assert.match(lines[1] ?? "", /^stream "OTHER": 8 messages/);
    const now = entriesIn(bed.folder);
    assert.deepEqual(now[0], first);
    assert.notEqual(now[1]?.takenAt, second.takenAt);
    assert.equal(statSync(join(bed.folder, second.file)).size, now[1]?.bytes);
  });

  it("leaves no half file where a backup is killed, and goes on then", async () => {
    await fillLarge(bed.server.url, 20);
    const proxy = await stallingProxy(bed.server.port, 2_000_000);
    try {
      const child = startOps(["backup", "--server", proxy.url, "--to", bed.folder, "--unmanaged"]);
      const ended = new Promise((done) => child.once("close", done));
      const partial = join(bed.folder, "LARGE.snapshot.partial");
      await until(
        () => Promise.resolve(existsSync(partial) && statSync(partial).size > 0 ? true : undefined),
        20_000,
      );
      child.kill("SIGKILL");
      await ended;
    } finally {
      await proxy.close();
    }
    assert.ok(!readdirSync(bed.folder).includes("LARGE.snapshot"));
    assert.ok(!entriesIn(bed.folder).some(({ name }) => name === "LARGE"));
    const { code, stdout } = await backup("--unmanaged");
    assert.equal(code, 0);
    assert.match(stdout, /stream "agent-results": is there already/);
    assert.match(stdout, /stream "LARGE": 20 messages/);
    assert.deepEqual(readdirSync(bed.folder).sort(), [
      ...["LARGE.snapshot", "OTHER.snapshot", "agent-results.snapshot", "manifest.json"],
    ]);
  });

  it("fails for a folder that cannot be made", async () => {
    writeFileSync(join(bed.folder, "file"), "");
    const unwritable = await run("backup", "--to", join(bed.folder, "file", "below"));
    assert.equal(unwritable.code, 2);
    assert.match(unwritable.stderr, /^--to: ".*below" cannot be made \(ENOTDIR\)/);
  });
});
