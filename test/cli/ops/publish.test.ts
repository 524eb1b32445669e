import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, ops } from "../../support/ops";

const login = { user: "deployer", pass: "let-me-in" };

describe("nats-stack publish", () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-publish-"));
    server = await startNatsServer({
      config: `max_payload: 1000
        authorization { users: [
          { user: ${login.user}, password: ${login.pass} }
          { user: writer, password: only-writes, permissions: { publish: ["orders.>", "other"] } }
        ] }`,
    });
    await managing(
      server.url,
      async ({ streams }) => {
        await streams.add({ name: "ORDERS", subjects: ["orders.>"] });
        await streams.add({ name: "SILENT", subjects: ["silent"], no_ack: true });
        await streams.add({
          name: "FULL",
          subjects: ["full"],
          max_msgs: 0 + 1,
          discard: "new" as never,
        });
      },
      login,
    );
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  const publish = (args: readonly string[], input = "", user = login): Promise<Answer> =>
    ops(
      ["publish", "--server", server.url, ...args],
      { NATS_USER: user.user, NATS_PASSWORD: user.pass },
      input,
    );
  const stored = (seq: number) =>
    managing(server.url, ({ streams }) => streams.getMessage("ORDERS", { seq }), login);

  it("says which stream stored it, and under which sequence", async () => {
    assert.deepEqual(await publish(["orders.new", '{"id":1}']), {
      code: 0,
      stdout: 'stored in stream "ORDERS", sequence 1\n',
      stderr: "",
    });
    const { subject, data } = await stored(1);
    assert.deepEqual([subject, Buffer.from(data).toString()], ["orders.new", '{"id":1}']);
  });

  it("sends a file byte for byte, and headers as often as they are given", async () => {
    const file = join(folder, "order");
    writeFileSync(file, new Uint8Array([255, 0, 13, 10]));
    const { code, stdout } = await publish([
      ...["orders.new", "--file", file, "--json"],
      ...["--header", "Kind: a", "--header", "Kind: b:c", "--header", "Nats-Msg-Id: one"],
    ]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      ...{ ok: true, subject: "orders.new" },
      ...{ stream: "ORDERS", sequence: 2, duplicate: false },
    });
    const { data, header } = await stored(2);
    assert.deepEqual([...data], [255, 0, 13, 10]);
    assert.deepEqual(header.values("Kind"), ["a", "b:c"]);
  });

  it("says that a message with the same id was there already", async () => {
    const { code, stdout } = await publish(["orders.new", "x", "--header", "Nats-Msg-Id: one"]);
    assert.equal(code, 0);
    assert.match(stdout, /^left out: stream "ORDERS" has a message with this Nats-Msg-Id already/);
  });

  it("reads stdin where that is asked for", async () => {
    assert.equal((await publish(["orders.new", "-"], "from a pipe")).code, 0);
    assert.equal(Buffer.from((await stored(3)).data).toString(), "from a pipe");
  });

  it("fails before anything is sent where no stream stores the subject", async () => {
    const { code, stderr } = await publish(["ordres.new", "x"]);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      'subject "ordres.new": no stream stores it; add it to the subjects of one, or correct it\n',
    );
  });

  it("publishes for a user who may do nothing else, and tells him the same", async () => {
    const writer = { user: "writer", pass: "only-writes" };
    assert.equal((await publish(["orders.new", "x"], "", writer)).code, 0);
    const { code, stderr } = await publish(["other", "x"], "", writer);
    assert.equal(code, 2);
    assert.match(stderr, /^subject "other": no stream stores it/);
  });

  it("fails where a stream acknowledges nothing, or takes no more", async () => {
    const silent = await publish(["silent", "x"]);
    assert.equal(silent.code, 2);
    assert.match(silent.stderr, /stream "SILENT" acknowledges nothing \(noAck\)/);
    await publish(["full", "x"]);
    const full = await publish(["full", "x"]);
    assert.equal(full.code, 2);
    assert.match(full.stderr, /^subject "full": publish refused: maximum messages exceeded/);
  });

  it("fails for data that is too large, missing, or given twice", async () => {
    const large = await publish(["orders.new", "-"], "x".repeat(1001));
    assert.equal(large.code, 2);
    assert.match(large.stderr, /^data: more than the 1kB that this server takes/);
    for (const args of [["orders.new"], ["orders.new", "x", "--file", "y"]]) {
      const { code, stderr } = await publish(args);
      assert.equal(code, 2);
      assert.match(stderr, /^data: give it as an argument/);
    }
    const away = await publish(["orders.new", "--file", join(folder, "away")]);
    assert.match(away.stderr, /^--file: ".*away" cannot be read \(ENOENT\)/);
  });

  it("fails for a subject or a header that is none", async () => {
    const subject = await publish(["orders.*", "x"]);
    assert.equal(subject.code, 2);
    assert.match(subject.stderr, /^subject: got "orders.\*"; a message has one subject/);
    const own = await publish(["$JS.API.STREAM.DELETE.ORDERS", ""]);
    assert.equal(own.code, 2);
    assert.match(own.stderr, /what begins so is the server's own/);
    const header = await publish(["orders.new", "x", "--header", "Kind"]);
    assert.equal(header.code, 2);
    assert.match(header.stderr, /^--header: got "Kind"; write a name, a colon and a value/);
  });
});
