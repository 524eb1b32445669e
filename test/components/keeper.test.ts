import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { forgottenBy } from "../../domain/cluster/forgotten";
import { keeperRequests, keeperScript } from "../../domain/cluster/keeperScript";
import type { StreamDeclaration } from "../../domain/declare";
import { streamToWire } from "../../domain/stream/stream";
import { declared, small } from "../domain/cluster/fixtures";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { until } from "../support/until";

/** What the script needs of the nats CLI, `wget` and `timeout`; the real ones run in the cluster test. */
const programs: Readonly<Record<string, string>> = {
  nats: `
const { connect } = require(${JSON.stringify(resolve("node_modules/nats"))});
const [, subject] = process.argv.slice(2);
const { NATS_USER: user, NATS_PASSWORD: pass } = process.env;
const { readFileSync } = require("node:fs");
connect({ servers: process.env.NATS_URL, ...(user && { user, pass }) }).then(async (connection) => {
  const reply = await connection.request(subject, readFileSync(0), { timeout: 5000 });
  console.log(reply.string());
  await connection.close();
}).catch((error) => { console.error("nats: error: " + error.message); process.exit(1); });`,
  wget: `
require("node:fs").appendFileSync(process.env.HOME + "/looks", ".");
fetch(process.argv.at(-1)).then(async (response) => {
  if (!response.ok) process.exit(8);
  if (process.argv.includes("-")) process.stdout.write(await response.text());
}).catch(() => process.exit(4));`,
  timeout: `
const { status } = require("node:child_process").spawnSync(process.argv[3], process.argv.slice(4), { stdio: "inherit" });
process.exit(status ?? 1);`,
};

const streams: readonly StreamDeclaration[] = [
  // declared before the one it copies from
  declared("AUDIT", { storage: "memory", sources: [{ name: "ORDERS" }] }),
  {
    ...declared("ORDERS", {
      storage: "memory",
      subjects: ["orders.*"],
      subjectTransform: { src: "orders.*", dest: "orders.{{wildcard(1)}}" },
      metadata: { "nats-stack.owner": 'it\'s $HOME "quoted" \\n' },
    }),
    consumers: [
      {
        resource: "shop/ORDERS/billing",
        system: "shop",
        stream: "ORDERS",
        name: "billing",
        config: { ackPolicy: "explicit", metadata: { "nats-stack.owner": "p/s/billing" } },
        policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
      },
    ],
  },
  declared("LEDGER", { storage: "file", subjects: ["ledger"] }),
];

const withoutServersOwn = (metadata: unknown): unknown =>
  Object.fromEntries(
    Object.entries(metadata as object).filter(([key]) => !key.startsWith("_nats.")),
  );

const waitMillis = 30_000;

describe("the keeper's script", function () {
  this.timeout(90_000);
  let server: TestServer;
  let folder: string;
  let keeper: ChildProcess | undefined;

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-keeper-"));
    for (const [name, source] of Object.entries(programs)) {
      chmodSync(file(name, `#!${process.execPath}\n${source}`), 0o755);
    }
  });

  afterEach(async () => {
    await stopKeeper();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function startKeeper(more: Readonly<Record<string, string>> = {}): void {
    const requests = keeperRequests(forgottenBy(small, streams));
    keeper = spawn("sh", ["-c", keeperScript], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: [folder, process.env["PATH"]].join(delimiter),
        HOME: folder,
        NATS_URL: server.url,
        MONITOR_URL: `http://127.0.0.1:${server.monitorPort}`,
        REQUESTS: file("requests", requests),
        ...more,
      },
    });
  }

  async function stopKeeper(): Promise<void> {
    if (keeper?.exitCode !== null) return;
    const ended = once(keeper, "exit");
    keeper.kill("SIGTERM");
    const [code] = (await ended) as [number | null];
    keeper = undefined;
    assert.equal(code, 0, "ends when it is told to");
  }

  const info = (path: string) => askPlainly(server.url, path);

  const isThere = async (path: string): Promise<true | undefined> =>
    (await info(path).catch(() => ({ error: "away" })))["error"] === undefined ? true : undefined;

  const allBack = async (): Promise<void> => {
    for (const path of ["STREAM.INFO.ORDERS", "CONSUMER.INFO.ORDERS.billing", "STREAM.INFO.AUDIT"])
      await until(() => isThere(path), waitMillis);
  };

  const exists = (name: string): Promise<true | undefined> =>
    Promise.resolve(existsSync(join(folder, name)) || undefined);

  const looks = (): number => readFileSync(join(folder, "looks")).length;

  it("makes streams and consumers again when their server has started anew, exactly as declared", async () => {
    server = await startNatsServer();
    startKeeper();
    await allBack();
    await server.restart();
    await allBack();
    const { config } = await info("STREAM.INFO.ORDERS");
    const { metadata, ...found } = config as Readonly<Record<string, unknown>>;
    const { metadata: marks, ...wanted } = streamToWire("ORDERS", streams[1]?.config ?? {});
    // the server leaves out what is off
    for (const [key, value] of Object.entries(wanted)) assert.deepEqual(found[key] ?? false, value);
    assert.deepEqual(withoutServersOwn(metadata), marks);
    assert.equal(await isThere("STREAM.INFO.LEDGER"), undefined);
  });

  it("never touches what is there, also where it differs", async () => {
    server = await startNatsServer();
    const other = { name: "ORDERS", subjects: ["orders.*", "more"], storage: "file" };
    await askPlainly(server.url, "STREAM.CREATE.ORDERS", other);
    await publishPlainly(server.url, ["orders.new", "more"]);
    const before = await info("STREAM.INFO.ORDERS");
    startKeeper();
    await until(() => isThere("STREAM.INFO.AUDIT"), waitMillis);
    await until(() => isThere("CONSUMER.INFO.ORDERS.billing"), waitMillis);
    const after = await info("STREAM.INFO.ORDERS");
    assert.deepEqual(after["config"], before["config"]);
    assert.equal(after["created"], before["created"]);
    assert.equal((after["state"] as { readonly messages: number }).messages, 2);
  });

  it("leaves deleted what somebody deletes, until the server starts anew, also when it is started anew itself", async () => {
    server = await startNatsServer();
    startKeeper();
    await until(() => exists("served"), waitMillis);
    await askPlainly(server.url, "STREAM.DELETE.ORDERS");
    await stopKeeper();
    startKeeper();
    const enough = looks() + 3;
    await until(() => Promise.resolve(looks() >= enough || undefined), waitMillis);
    assert.equal(await isThere("STREAM.INFO.ORDERS"), undefined);
    await server.restart();
    await allBack();
  });

  it("logs in with what its files say at that time, and never as an argument", async () => {
    const users =
      'accounts { A { jetstream: enabled, users: [{user: admin, password: "it\'s a secret"}] } }';
    server = await startNatsServer({ config: users });
    file("username", "admin");
    file("password", "stale");
    startKeeper({ LOGIN: folder });
    let told = "";
    keeper?.stdout?.on("data", (text: Buffer) => (told += text.toString()));
    await until(() => Promise.resolve(told.includes("no answer") || undefined), waitMillis);
    file("password", "it's a secret");
    await until(() => Promise.resolve(told.includes("AUDIT: made again") || undefined), waitMillis);
    assert.ok(!told.includes("secret"));
  });
});
