import assert from "node:assert/strict";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, makePlainly, ops } from "../../support/ops";

describe("nats-stack verify", () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startNatsServer();
    await makePlainly(server.url, sweAiFleet);
  });
  afterEach(() => server.stop());

  const verify = (...args: readonly string[]): Promise<Answer> =>
    ops(["verify", "--server", server.url, "--system", "swe-ai-fleet", ...args]);

  it("says in a line that all is as declared", async () => {
    assert.deepEqual(await verify(), {
      code: 0,
      stdout: "swe-ai-fleet: as declared (5 streams, 5 consumers, nats-server 2.15.1)\n",
      stderr: "",
    });
  });

  it("fails with everything that differs at once", async () => {
    await managing(server.url, async ({ streams, consumers }) => {
      await streams.update("planning-events", { max_age: 3600 * 1e9 });
      await streams.delete("agent-results");
      await consumers.delete("agent-requests", "agent-requests-worker");
    });
    const { code, stdout } = await verify();
    assert.equal(code, 1);
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "swe-ai-fleet: 3 differences (5 streams, 5 consumers, nats-server 2.15.1)",
      '  differs: stream "planning-events": maxAge is "1h", declared is "30d"',
      '  missing: consumer "agent-requests-worker" of stream "agent-requests": is not there',
      '  missing: stream "agent-results": is not there',
    ]);
  });

  it("answers a program with one document", async () => {
    await managing(server.url, ({ streams }) => streams.delete("agent-results"));
    const { code, stdout, stderr } = await verify("--json");
    assert.equal(code, 1);
    assert.equal(stderr, "");
    const { ok, servers } = JSON.parse(stdout) as {
      readonly ok: boolean;
      readonly servers: readonly Record<string, unknown>[];
    };
    assert.equal(ok, false);
    assert.deepEqual(servers, [
      {
        server: server.url,
        version: "2.15.1",
        systems: [{ name: "swe-ai-fleet", streams: 5, consumers: 5, buckets: 0 }],
        faults: [
          {
            kind: "missing",
            text: "is not there",
            passing: true,
            asset: 'stream "agent-results"',
            system: "swe-ai-fleet",
          },
        ],
        notes: [],
      },
    ]);
  });

  it("waits for what may still come", async () => {
    await managing(server.url, ({ streams }) => streams.delete("context-updates"));
    const answer = verify("--timeout", "20s");
    await makeAgain("context-updates");
    assert.equal((await answer).code, 0);
  });

  const makeAgain = (name: string): Promise<void> => {
    const stream = sweAiFleet.streams[name] ?? assert.fail(name);
    return makePlainly(server.url, { ...sweAiFleet, streams: { [name]: stream } });
  };

  it("fails where no server answers, and says that it verified nothing", async () => {
    await server.kill();
    const { code, stdout } = await verify();
    assert.equal(code, 2);
    assert.match(stdout, /^swe-ai-fleet: not verified: .*connection refused/);
  });

  it("fails where the account has no room left", async () => {
    const tight = await startNatsServer({
      config: "accounts { A { jetstream { max_streams: 5 }, users: [{ user: a, password: b }] } }",
    });
    try {
      const login = { NATS_USER: "a", NATS_PASSWORD: "b" };
      const url = tight.url;
      const { code, stdout } = await ops(["verify", "--server", url], login);
      assert.equal(code, 1);
      assert.doesNotMatch(stdout, /full/);
      await makePlainly(url, sweAiFleet, { user: "a", pass: "b" });
      const full = await ops(["verify", "--server", url, "--system", "swe-ai-fleet"], login);
      assert.equal(full.code, 1);
      assert.match(full.stdout, /full: account: streams: 5 of 5 used \(100 %\)/);
    } finally {
      await tight.stop();
    }
  });
});
