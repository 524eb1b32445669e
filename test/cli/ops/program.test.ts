import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verbPermissions } from "../../../cli/ops/permissions";
import { opsProgram } from "../../../cli/ops/program";
import { managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { ops } from "../../support/ops";

describe("the operations command", () => {
  const verbs = opsProgram(() => undefined).commands;

  it("understands every example of its help", async () => {
    const examples = verbs.flatMap((verb) => {
      let text = "";
      verb.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
      const found = [...text.matchAll(/^ {2}\$ npm run ops -- (.+)$/gm)];
      assert.notEqual(found.length, 0, `${verb.name()} has no example`);
      return found.map(([, line = ""]) => line);
    });
    for (const example of examples) {
      const program = opsProgram(() => undefined);
      const named: string[] = [];
      for (const verb of program.commands) {
        verb.exitOverride().action(() => {
          named.push(verb.name());
        });
      }
      const words = [...(example.split(" < ")[0] ?? "").matchAll(/'([^']*)'|(\S+)/g)];
      await program.parseAsync(
        words.map(([, quoted, plain]) => quoted ?? plain ?? ""),
        { from: "user" },
      );
      assert.deepEqual(named, [example.split(" ")[0]], example);
    }
  });

  it("lists permissions of verbs that there are", () => {
    const names = verbs.map((verb) => verb.name());
    for (const verb of Object.keys(verbPermissions)) assert.ok(names.includes(verb), verb);
  });
});

describe("the permissions that a verb is said to need", () => {
  const admin = { user: "admin", pass: "secret" };
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-permissions-"));
    const users = Object.entries(verbPermissions).map(([verb, subjects]) => {
      const publish = JSON.stringify([...subjects, ...(verb === "publish" ? ["orders"] : [])]);
      return `{ user: ${verb}, password: secret, permissions: { publish: ${publish}, subscribe: "_INBOX.>" } }`;
    });
    server = await startNatsServer({
      config: `authorization { users: [{ user: admin, password: secret }, ${users.join(", ")}] }`,
    });
    await managing(
      server.url,
      async ({ streams, consumers }) => {
        for (const name of ["ORDERS", "COPY"]) {
          await streams.add({ name, subjects: [name.toLowerCase()] });
        }
        await consumers.add("ORDERS", { durable_name: "billing", ack_policy: "explicit" as never });
      },
      admin,
    );
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  it("suffice for it", async () => {
    const steps = [
      ["publish", "orders", "x"],
      ["publish", "orders", "y"],
      ["tail", "ORDERS"],
      ["backup", "ORDERS", "--unmanaged", "--to", folder],
      ["restore", folder, "--as", "COPY", "--no-subjects", "--replace-empty"],
      ["purge", "ORDERS", "--unmanaged", "--keep", "1", "--yes"],
    ];
    for (const [verb = "", ...args] of steps) {
      const { code, stdout, stderr } = await ops([verb, ...args, "--server", server.url], {
        NATS_USER: verb,
        NATS_PASSWORD: "secret",
      });
      assert.equal(code, 0, `${verb}: ${stdout}${stderr}`);
    }
    const streams = await managing(server.url, (manager) => manager.streams.list().next(), admin);
    assert.deepEqual(
      streams
        .map(({ config, state }) => [config.name, state.messages, state.consumer_count])
        .sort(),
      [
        ["COPY", 2, 1],
        ["ORDERS", 1, 1],
      ],
    );
  });
});
