import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AckPolicy, StorageType } from "nats";
import { follow } from "../support/guide";
import { managing, messagesOn, streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { publishPlainly } from "../support/plainClient";
import { copyProject, type Project } from "../support/project";

const shown = "nats://nats.example.com:4222";
const deployer = { user: "deployer", pass: "first-password" };
const next = { user: "deployer-2", pass: "second-password" };
const thirtyDays = 30 * 24 * 3600 * 1e9;

const users = [deployer, next]
  .map(({ user, pass }) => `{ user: "${user}", password: "${pass}" }`)
  .join(", ");

/** Pages in the order in which their story goes, with what others do before each, and what is true after it. */
describe("the guides, followed command by command", function () {
  this.timeout(180_000);
  let project: Project;
  let server: TestServer;

  before(async () => {
    server = await startNatsServer({ config: `authorization { users: [${users}] }` });
    project = copyProject();
    for (const [file, { pass }] of [
      ["password.txt", deployer],
      ["new-password.txt", next],
    ] as const) {
      writeFileSync(join(project.folder, file), `${pass}\n`);
    }
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  const guide = (name: string) =>
    follow(`docs/guides/${name}.md`, project, { shown, real: server.url });
  const names = async () => Object.keys(await streamsOf(server.url, deployer)).sort();
  const fleet = ["agent-requests", "agent-results", "context-updates", "planning-events"].concat(
    "workflow-events",
  );
  const messages = () => messagesOn(server.url, deployer);

  it("bring your own server", async () => {
    await guide("own-server");
    assert.deepEqual(await names(), fleet);
  });

  it("take over streams", async () => {
    await managing(
      server.url,
      async ({ streams, consumers }) => {
        const common = { max_age: thirtyDays };
        await streams.add({ ...common, name: "ORDERS", subjects: ["orders.>"] });
        const storage = StorageType.Memory;
        await streams.add({ ...common, name: "PAYMENTS", subjects: ["payments.>"], storage });
        await consumers.add("ORDERS", { durable_name: "billing", ack_policy: AckPolicy.Explicit });
      },
      deployer,
    );
    await publishPlainly(server.url, ["orders.1", "payments.1", "payments.2"], deployer);
    await guide("take-over");
    const { ORDERS, PAYMENTS } = await messages();
    assert.deepEqual([ORDERS, PAYMENTS], [1, 2]);
  });

  it("add a stream", async () => {
    await guide("add-a-stream");
    assert.ok((await names()).includes("REFUNDS"));
  });

  it("rename a stream", async () => {
    await publishPlainly(server.url, ["refunds.1"], deployer);
    await guide("rename-a-stream");
    assert.deepEqual(await names(), ["ORDERS", "PAYMENTS", "RETURNS", ...fleet]);
    assert.equal((await messages())["RETURNS"], 1);
  });

  it("change storage", async () => {
    await guide("change-storage");
    const { PAYMENTS } = await streamsOf(server.url, deployer);
    assert.deepEqual([PAYMENTS?.config.storage, PAYMENTS?.state.messages], ["file", 2]);
  });

  it("rotate credentials", async () => {
    await guide("rotate-credentials");
  });

  it("from Jobs to a stack", async () => {
    await publishPlainly(server.url, ["agent.results.1"], deployer);
    await follow("docs/from-jobs-to-stack.md", project, { shown, real: server.url });
    assert.equal(
      Object.values(await messages()).reduce((sum, one) => sum + one, 0),
      0,
    );
  });

  it("are all followed here", () => {
    const pages = readdirSync("docs/guides").filter((name) => name !== "README.md");
    assert.deepEqual(pages.sort(), [
      "add-a-stream.md",
      "change-storage.md",
      "own-server.md",
      "rename-a-stream.md",
      "rotate-credentials.md",
      "take-over.md",
    ]);
  });
});
