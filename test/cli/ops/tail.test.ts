import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { headers } from "nats";
import { consumersOn, managing, streamOn } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, ops, startOps } from "../../support/ops";
import { plainly, publishPlainly } from "../../support/plainClient";

interface Line {
  readonly sequence: number;
  readonly subject: string;
  readonly data?: string;
  readonly base64?: string;
  readonly headers: object;
}

const linesOf = ({ stdout }: Answer): readonly Line[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("nats-stack tail", () => {
  let server: TestServer;

  before(async () => {
    server = await startNatsServer();
    await managing(server.url, async ({ streams }) => {
      await streams.add({ name: "ORDERS", subjects: ["orders.>"] });
      await streams.add({ name: "WORK", subjects: ["work"], retention: "workqueue" as never });
      await streams.add({ name: "EMPTY", subjects: ["empty"] });
    });
    // seldom, then often: what is looked for lies far from the end
    await publishPlainly(server.url, [
      "orders.seldom",
      ...Array<string>(300).fill("orders.often"),
      "orders.seldom",
      ...Array<string>(300).fill("orders.often"),
    ]);
  });
  after(() => server.stop());

  const tail = (...args: readonly string[]): Promise<Answer> =>
    ops(["tail", "--server", server.url, ...args]);

  it("shows the newest messages, in the order of the stream", async () => {
    const lines = linesOf(await tail("ORDERS", "--last", "3", "--json"));
    assert.deepEqual(
      lines.map(({ sequence, subject }) => [sequence, subject]),
      [600, 601, 602].map((sequence) => [sequence, "orders.often"]),
    );
  });

  it("finds those of one subject wherever they are", async () => {
    const lines = linesOf(await tail("ORDERS", "--subject", "*.seldom", "--json"));
    assert.deepEqual(
      lines.map(({ sequence }) => sequence),
      [1, 302],
    );
    const last = linesOf(await tail("ORDERS", "--subject", "*.seldom", "--last", "1", "--json"));
    assert.deepEqual(
      last.map(({ sequence }) => sequence),
      [302],
    );
  });

  it("shows a person headers and data, and lets neither steer the terminal", async () => {
    await plainly(server.url, async (connection) => {
      const head = headers();
      head.append("Kind", "test");
      head.append("Kind", "trial");
      await connection
        .jetstream()
        .publish("work", "red: \u001b[31m\nsecond line", { headers: head });
    });
    const { code, stdout } = await tail("WORK");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^#1 work \d{4}-\d\d-\d\dT\S+Z \(22B\)\n {2}Kind: test\n {2}Kind: trial\n {2}red: \\x1b\[31m\n {2}second line\n$/,
    );
  });

  it("leaves a workqueue as it was: with its message and without a consumer", async () => {
    const [line] = linesOf(await tail("WORK", "--json"));
    assert.equal(line?.data, "red: \u001b[31m\nsecond line");
    assert.equal((await streamOn(server.url, "WORK")).state.messages, 1);
    assert.deepEqual(await consumersOn(server.url, "WORK"), {});
  });

  it("tells data that is no text as base64", async () => {
    await plainly(server.url, (connection) =>
      connection.jetstream().publish("orders.binary", new Uint8Array([255, 0, 1])),
    );
    const [line] = linesOf(await tail("ORDERS", "--last", "1", "--json"));
    assert.deepEqual([line?.base64, line?.data], ["/wAB", undefined]);
  });

  it("follows what comes, and ends where nobody reads on", async () => {
    const child = startOps([
      ...["tail", "EMPTY", "--last", "0", "--follow", "--json"],
      ...["--server", server.url],
    ]);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    try {
      const read: number[] = [];
      const first = lines.next();
      const told = first.then(() => true);
      const published = () => publishPlainly(server.url, ["empty"]).then(() => false);
      // it may not have begun to listen: whatever comes first is what it shows
      while (!(await Promise.race([told, published()])));
      read.push((JSON.parse((await first).value as string) as Line).sequence);
      read.push((JSON.parse((await lines.next()).value as string) as Line).sequence);
      assert.equal(read[1], (read[0] ?? 0) + 1);
      child.stdout.destroy();
      while (child.exitCode === null) await publishPlainly(server.url, ["empty"]);
      assert.equal(child.exitCode, 0);
    } finally {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "close");
      }
    }
  });

  it("says that there is nothing, on stderr", async () => {
    assert.deepEqual(await tail("ORDERS", "--subject", "nothing"), {
      code: 0,
      stdout: "",
      stderr: 'stream "ORDERS": nothing to show\n',
    });
  });

  it("fails for a stream that there is not, and names the nearest", async () => {
    const { code, stderr } = await tail("ORDRES");
    assert.equal(code, 2);
    assert.equal(stderr, 'stream "ORDRES": is not on the server; did you mean "ORDERS"?\n');
  });

  it("fails for a count or a subject that is none", async () => {
    const count = await tail("ORDERS", "--last", "some");
    assert.equal(count.code, 2);
    assert.match(count.stderr, /argument 'some' is invalid. Write a whole number, 0 or more/);
    const subject = await tail("ORDERS", "--subject", "orders..x");
    assert.equal(subject.code, 2);
    assert.match(subject.stderr, /^--subject: got "orders..x"; a subject neither starts/);
  });
});
