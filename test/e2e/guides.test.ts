import assert from "node:assert/strict";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AckPolicy, StorageType } from "nats";
import { type Events, follow } from "../support/guide";
import {
  consumePlainly,
  consumersOn,
  managing,
  messagesOn,
  streamsOf,
} from "../support/liveServer";
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
const logins = `authorization { users: [${users}] }`;

/** Pages in the order in which their story goes, with what others do before each, and what is true after it. */
describe("the guides, followed command by command", function () {
  this.timeout(180_000);
  let project: Project;
  let server: TestServer;

  before(async () => {
    server = await startNatsServer({ config: logins });
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

  const guide = (name: string, events: Events = {}) =>
    follow(`docs/guides/${name}.md`, project, [{ shown, real: server.url }], events);
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

  it("restore after a disaster", async () => {
    const loseVolume = async (): Promise<void> => {
      await server.kill();
      rmSync(server.storeDir, { recursive: true });
      await server.restart();
    };
    await guide("restore", {
      "The server or its volume is lost": loseVolume,
      "Streams were made again, empty": loseVolume,
      "One stream is lost": () =>
        managing(server.url, ({ streams }) => streams.delete("RETURNS"), deployer).then(() => {}),
      "Streams in memory are lost": () => server.restart(),
      "The state is lost": () =>
        rm(join(project.folder, "backend", ".pulumi"), { recursive: true }),
    });
    const { ORDERS, PAYMENTS, RETURNS } = await messages();
    assert.deepEqual([ORDERS, PAYMENTS, RETURNS], [1, 2, 1]);
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
    await follow("docs/from-jobs-to-stack.md", project, [{ shown, real: server.url }]);
    assert.equal(
      Object.values(await messages()).reduce((sum, one) => sum + one, 0),
      0,
    );
  });

  it("move an environment to another cluster", async () => {
    const second = await startNatsServer({ config: logins });
    try {
      await publishPlainly(server.url, ["orders.1", "orders.2"], deployer);
      await consumePlainly(server.url, "ORDERS", "billing", 1, deployer);
      const places = [
        { shown, real: server.url },
        { shown: "nats://nats-2.example.com:4222", real: second.url },
      ];
      await follow("docs/guides/move.md", project, places);
      const { ORDERS } = await streamsOf(second.url, deployer);
      const { billing } = await consumersOn(second.url, "ORDERS", deployer);
      assert.deepEqual([ORDERS?.state.messages, billing?.num_pending], [2, 1]);
      assert.deepEqual(await names(), []);
    } finally {
      await second.stop();
    }
  });

  it("are all followed here", () => {
    const pages = readdirSync("docs/guides").filter((name) => name !== "README.md");
    assert.deepEqual(pages.sort(), [
      "add-a-stream.md",
      "change-storage.md",
      "move.md",
      "own-server.md",
      "rename-a-stream.md",
      "restore.md",
      "rotate-credentials.md",
      "take-over.md",
    ]);
  });
});
