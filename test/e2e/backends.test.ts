import assert from "node:assert/strict";
import { type ObjectStorage, startObjectStorage } from "../support/objectStorage";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone, assertRefused } from "../support/outcome";
import { plainly } from "../support/plainClient";
import { copyProject, type Project, type Result } from "../support/project";
import { sampleSystem } from "../support/sampleSystem";
import { until } from "../support/until";

describe("a state in object storage", function () {
  this.timeout(300_000);
  const secret = "correct-horse-battery";
  let server: TestServer;
  let project: Project;
  let storage: ObjectStorage;
  before(async () => {
    storage = await startObjectStorage();
    server = await startNatsServer({
      config: `authorization { user: admin, password: "${secret}" }`,
    });
    project = copyProject();
    project.configure({ target: "url", url: server.url, user: "admin" });
    project.declare(sampleSystem({ ORDERS: {} }));
    assertDone(await pulumi("stack", "init", "test"));
    await pulumi("config", "set", "--secret", "nats-stack:password", secret);
  });
  after(async () => {
    project.remove();
    await server.stop();
    await storage.stop();
  });

  const pulumi = (...args: readonly string[]): Promise<Result> =>
    project.pulumi(args, storage.variables);
  const locks = async (): Promise<true | undefined> =>
    [...(await storage.objects()).keys()].some((key) => key.includes("/locks/")) || undefined;

  it("serves like a folder: deployed, and nothing left to change", async () => {
    assertDone(await pulumi("up", "--yes", "--skip-preview"), "1 stream: 1 to create");
    assertDone(await pulumi("preview", "--expect-no-changes"), "1 stream: 1 unchanged");
    const names = await plainly(
      server.url,
      async (connection) => (await connection.jetstreamManager()).streams.names().next(),
      { user: "admin", pass: secret },
    );
    assert.deepEqual(names, ["ORDERS"]);
  });

  it("holds no password in clear", async () => {
    const objects = await storage.objects();
    assert.ok([...objects.keys()].some((key) => key.endsWith("stacks/nats-stack/test.json")));
    assert.deepEqual(
      [...objects].filter(([, text]) => text.includes(secret)).map(([key]) => key),
      [],
    );
  });

  it("keeps two people apart, and says who is at work", async () => {
    // the first run waits for its server, which does not answer
    process.kill(server.pid, "SIGSTOP");
    const first = pulumi("up", "--yes", "--skip-preview");
    try {
      await until(locks, 30_000);
      assertRefused(
        await pulumi("up", "--yes", "--skip-preview"),
        "the stack is currently locked by 1 lock(s)",
        "`pulumi cancel`",
      );
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    await first;
    assertDone(await pulumi("up", "--yes", "--skip-preview"), "1 stream: 1 unchanged");
  });
});
