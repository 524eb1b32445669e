import assert from "node:assert/strict";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, makePlainly, ops } from "../../support/ops";

describe("nats-stack wait", () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startNatsServer();
  });
  afterEach(() => server.stop());

  /** As in an init container: an address, no stack, and no Pulumi CLI. */
  const wait = (...args: readonly string[]): Promise<Answer> =>
    ops(["wait", "--server", server.url, ...args], {
      PATH: "/nonexistent",
      NATS_STACK_OFFLINE: "1",
    });

  it("ends as soon as streams and consumers are there", async () => {
    const answer = wait(
      "--stream",
      "agent-results",
      "--consumer",
      "agent-requests/agent-requests-worker",
    );
    await makePlainly(server.url, sweAiFleet);
    const { code, stdout } = await answer;
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'stream "agent-results", consumer "agent-requests-worker" of stream "agent-requests": there\n',
    );
  });

  it("fails with what did not come in time", async () => {
    await managing(server.url, ({ streams }) => streams.add({ name: "A", subjects: ["a"] }));
    const { code, stdout, stderr } = await wait(
      "--stream",
      "A",
      "--stream",
      "B",
      "--timeout",
      "100ms",
    );
    assert.equal(code, 1);
    assert.equal(stdout, 'stream "B": is not there\n');
    assert.equal(stderr, 'waiting: stream "B" is not there\n');
  });

  it("waits for the server itself", async () => {
    await makePlainly(server.url, sweAiFleet);
    await server.kill();
    const answer = wait("--stream", "agent-results", "--timeout", "30s");
    await server.restart();
    assert.equal((await answer).code, 0);
  });

  it("fails where no server came in time", async () => {
    await server.kill();
    const { code, stderr } = await wait("--stream", "A", "--timeout", "100ms");
    assert.equal(code, 2);
    assert.match(stderr, /connection refused/);
  });

  it("fails where nothing is waited for, or a consumer has no stream", async () => {
    const { code, stderr } = await wait();
    assert.equal(code, 2);
    assert.match(stderr, /name what to wait for/);
    const other = await wait("--consumer", "billing");
    assert.equal(other.code, 2);
    assert.match(
      other.stderr,
      /--consumer: got "billing"; write the stream, a slash and the consumer/,
    );
  });
});
