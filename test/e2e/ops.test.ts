import assert from "node:assert/strict";
import { managing } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone } from "../support/outcome";
import { copyProject, type Project } from "../support/project";
import { sampleSystem } from "../support/sampleSystem";

const user = { user: "deployer", pass: "let-me-in" };

describe("the operations command beside a stack", function () {
  this.timeout(60_000);
  let server: TestServer;
  let project: Project;

  before(async () => {
    server = await startNatsServer({
      config: `authorization { user: ${user.user}, password: ${user.pass} }`,
    });
    project = copyProject();
    project.declare(sampleSystem({ ORDERS: { consumers: { billing: {} } }, AUDIT: {} }));
    project.configure({ target: "url", url: server.url, user: user.user });
    assertDone(await project.pulumi(["stack", "init", "test"]));
    assertDone(
      await project.pulumi(["config", "set", "--secret", "nats-stack:password", user.pass]),
    );
    assertDone(await project.pulumi(["up", "--yes", "--skip-preview"]));
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  it("verifies the selected stack with its own credentials", async () => {
    const result = await project.ops("verify");
    assertDone(result, "shop: as declared (2 streams, 1 consumer, nats-server 2.15.1)");
    assert.ok(!result.output.includes(user.pass));
  });

  it("publishes, shows and purges with the credentials of the stack, which guards its data", async () => {
    assertDone(
      await project.ops("publish", "orders", '{"id":1}'),
      'stored in stream "ORDERS", sequence 1',
    );
    assertDone(await project.ops("tail", "ORDERS"), "#1 orders ", '{"id":1}');
    const shown = 'stream "ORDERS": all 1 message (30B)';
    assertDone(
      await project.ops("purge", "--all"),
      shown,
      'nothing was purged; add "--yes --confirm-stack test" to do it',
    );
    const refused = await project.ops("purge", "--all", "--yes");
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, /the data of stack "test" is protected/);
    assertDone(
      await project.ops("purge", "--all", "--yes", "--confirm-stack", "test"),
      ...[shown, 'stream "ORDERS": purged 1 message, 0 left'],
    );
    const { state } = await managing(server.url, ({ streams }) => streams.info("ORDERS"), user);
    assert.deepEqual([state.messages, state.last_seq], [0, 1]);
  });

  it("never purges what belongs to another stack", async () => {
    const metadata = { "nats-stack.owner": "nats-stack/prod/shop/THEIRS" };
    await managing(
      server.url,
      ({ streams }) => streams.add({ name: "THEIRS", subjects: ["theirs"], metadata }),
      user,
    );
    const { code, output } = await project.ops("purge", "THEIRS", "--unmanaged", "--yes");
    await managing(server.url, ({ streams }) => streams.delete("THEIRS"), user);
    assert.equal(code, 2, output);
    assert.equal(
      output,
      'stream "THEIRS": belongs to "nats-stack/prod/shop/THEIRS", not to stack "test"; work on it with --stack prod\n',
    );
  });

  it("fails for what is no longer declared, but not within a deployment, which deletes it last", async () => {
    project.declare(sampleSystem({ ORDERS: { consumers: { billing: {} } } }));
    const { code, output } = await project.ops("verify", "--stack", "test");
    assert.equal(code, 1, output);
    assert.match(output, /left over: stream "AUDIT": carries the mark of this stack/);
    assertDone(await project.ops("verify", "--stack", "test", "--no-leftovers"), "as declared");
    project.declare(sampleSystem({ ORDERS: { consumers: { billing: {} } }, AUDIT: {} }));
  });

  it("fails where somebody took the mark of a stream away", async () => {
    await managing(server.url, ({ streams }) => streams.update("AUDIT", { metadata: {} }), user);
    const { code, output } = await project.ops("verify", "--stack", "test");
    assert.equal(code, 1, output);
    assert.match(output, /differs: stream "AUDIT": carries no mark of this stack/);
  });

  it("fails for a stack that there is not, in one sentence", async () => {
    const { code, output } = await project.ops("verify", "--stack", "tset");
    assert.equal(code, 2);
    assert.equal(
      output,
      "the configuration of stack \"tset\" cannot be read: no stack named 'tset' found\n",
    );
  });

  it("fails for a configuration with mistakes, telling all of them", async () => {
    assertDone(await project.pulumi(["config", "set", "nats-stack:adpot", "true"]));
    const { code, output } = await project.ops("verify");
    assertDone(await project.pulumi(["config", "rm", "nats-stack:adpot"]));
    assert.equal(code, 2);
    assert.match(
      output,
      /the configuration of stack "test" has mistakes:\n {2}nats-stack:adpot: unknown key/,
    );
  });
});
