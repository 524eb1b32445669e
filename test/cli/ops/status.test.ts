import assert from "node:assert/strict";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { makePlainly, ops } from "../../support/ops";
import { publishPlainly } from "../../support/plainClient";

describe("nats-stack status", () => {
  let server: TestServer;

  before(async () => {
    server = await startNatsServer();
    await makePlainly(server.url, sweAiFleet);
    await managing(server.url, ({ streams }) =>
      streams.add({ name: "THEIRS", subjects: ["theirs"], max_msgs: 10 }),
    );
    await publishPlainly(server.url, [...Array<string>(9).fill("theirs"), "context.updated"]);
  });
  after(() => server.stop());

  it("shows streams with their shares, consumers, and nothing in colour off a terminal", async () => {
    const { code, stdout } = await ops(["status", "--server", server.url]);
    assert.equal(code, 0);
    assert.match(stdout, /^nats:\/\/127\.0\.0\.1:\d+ \(nats-server 2\.15\.1\)$/m);
    assert.match(stdout, /THEIRS +theirs +9 .* 90 %/);
    assert.match(stdout, /context-updates-worker +context-updates +1 +0 +0 +0/);
    assert.ok(!stdout.includes("\u001b"));
  });

  it("answers a program with one document", async () => {
    const { stdout } = await ops(["status", "--server", server.url, "--json"]);
    const { servers } = JSON.parse(stdout) as {
      readonly servers: readonly {
        readonly streams: readonly {
          readonly name: string;
          readonly messages: number;
          readonly managed: boolean;
        }[];
        readonly consumers: readonly { readonly name: string; readonly pending: number }[];
      }[];
    };
    const theirs = servers[0]?.streams.find(({ name }) => name === "THEIRS");
    assert.deepEqual([theirs?.messages, theirs?.managed], [9, false]);
    assert.equal(servers[0]?.consumers.find(({ name }) => name.startsWith("context"))?.pending, 1);
  });

  it("fails where no server answers, and where nobody watches", async () => {
    const away = await ops(["status", "--server", "nats://127.0.0.1:1"]);
    assert.equal(away.code, 2);
    assert.match(away.stdout, /not reached: .*connection refused/);
    const unwatched = await ops(["status", "--server", server.url, "--watch"]);
    assert.equal(unwatched.code, 2);
    assert.equal(
      unwatched.stderr,
      "--watch: needs a terminal; leave it out, or leave out --json\n",
    );
  });
});
