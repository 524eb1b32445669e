import assert from "node:assert/strict";
import { connect, type NatsConnection } from "nats";
import { accountsConf, authConf, resolveAuth } from "../../../domain/cluster/auth";
import type { AuthSpec } from "../../../domain/cluster/authSpec";
import { includeKey, mergeConf, renderConf } from "../../../domain/cluster/conf";
import { permissionsOf } from "../../../domain/cluster/permissions";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { declared } from "./fixtures";

const streams = [
  {
    ...declared("ORDERS", { subjects: ["orders.>"] }),
    consumers: [consumer("worker"), consumer("other"), consumer("pushed")],
  },
  declared("AUDIT", { subjects: ["audit.>"] }),
];

function consumer(name: string) {
  const { resource, policy, system } = declared("ORDERS");
  const config = name === "pushed" ? { deliverSubject: "push.orders" } : {};
  return { resource, policy, system, stream: "ORDERS", name, config };
}

describe("a user's permissions", () => {
  it("are none where nothing is listed", () => {
    assert.deepEqual(permissionsOf("worker", {}, streams), {
      publish: { deny: [">"] },
      subscribe: { deny: [">"] },
    });
  });

  it("hold the subject that a push consumer delivers to", () => {
    const { subscribe } = permissionsOf("worker", { consumes: ["ORDERS/pushed"] }, streams);
    assert.deepEqual(subscribe, { allow: ["_INBOX.>", "push.orders"] });
  });

  it("hold the name of a stream that declares no subjects", () => {
    const { publish } = permissionsOf("worker", { publishes: ["LOOSE"] }, [declared("LOOSE")]);
    assert.deepEqual(publish, { allow: ["$JS.API.INFO", "$JS.API.STREAM.INFO.LOOSE", "LOOSE"] });
  });

  it("hold further subjects, each once", () => {
    const user = {
      publishes: ["AUDIT"],
      publishSubjects: ["audit.>", "more"],
      subscribeSubjects: ["x"],
    };
    assert.deepEqual(permissionsOf("worker", user, streams), {
      publish: { allow: ["$JS.API.INFO", "$JS.API.STREAM.INFO.AUDIT", "audit.>", "more"] },
      subscribe: { allow: ["_INBOX.>", "x"] },
    });
  });
});

describe("users on a real server", () => {
  const auth: AuthSpec = {
    account: "SHOP",
    systemUser: "system",
    users: {
      writer: { publishes: ["ORDERS"] },
      reader: { consumes: ["ORDERS/worker"] },
      guest: {},
    },
  };
  const names = ["admin", "writer", "reader", "guest", "system"];
  // what a shell, a number parser or a configuration parser might trip over
  const passwordOf = (user: string): string => `0123 $"\\'#{}\u00e9 << $X >> ${user}`;
  let server: TestServer;

  before(async () => {
    // the passwords stand in the same file here
    const accounts = mergeConf(accountsConf(resolveAuth(auth, "shop"), streams), {
      [includeKey]: null,
    });
    const passwords = Object.fromEntries(names.map((name) => [name, passwordOf(name)]));
    server = await startNatsServer({ config: `${authConf(passwords)}${renderConf(accounts)}` });
    await as("admin", async (connection) => {
      const manager = await connection.jetstreamManager();
      for (const [name, subjects] of [
        ["ORDERS", ["orders.>"]],
        ["AUDIT", ["audit.>"]],
      ] as const) {
        await manager.streams.add({ name, subjects: [...subjects] });
      }
      for (const name of ["worker", "other"]) {
        await manager.consumers.add("ORDERS", {
          durable_name: name,
          ack_policy: "explicit" as never,
        });
      }
    });
  });

  after(() => server.stop());

  const as = async <T>(
    user: string,
    use: (connection: NatsConnection) => Promise<T>,
  ): Promise<T> => {
    const connection = await connect({
      servers: server.url,
      user,
      pass: passwordOf(user),
      reconnect: false,
    });
    try {
      return await use(connection);
    } finally {
      await connection.close();
    }
  };

  it("publish to their stream, and another reads and acknowledges by its consumer", async () => {
    await as("writer", (connection) => connection.jetstream().publish("orders.new", "one"));
    const left = await as("reader", async (connection) => {
      const worker = await connection.jetstream().consumers.get("ORDERS", "worker");
      const message = await worker.next({ expires: 2000 });
      assert.equal(message?.string(), "one");
      assert.equal(await message.ackAck(), true);
      return (await worker.info()).num_ack_pending;
    });
    assert.equal(left, 0);
  });

  const refusals: readonly (readonly [
    string,
    string,
    (connection: NatsConnection) => Promise<unknown>,
  ])[] = [
    ["a writer", "writer", (c) => c.jetstream().publish("audit.x", "no", { timeout: 500 })],
    ["a reader", "reader", (c) => c.jetstream().publish("orders.new", "no", { timeout: 500 })],
    [
      "a reader of another consumer",
      "reader",
      (c) => c.jetstream().consumers.get("ORDERS", "other"),
    ],
    [
      "a reader who would delete",
      "reader",
      async (c) => (await c.jetstreamManager()).streams.delete("ORDERS"),
    ],
    ["a guest", "guest", (c) => c.request("orders.new", "no", { timeout: 500 })],
    [
      "the system user in the account",
      "system",
      async (c) => (await c.jetstreamManager()).streams.info("ORDERS"),
    ],
  ];
  for (const [who, user, attempt] of refusals) {
    it(`fails for ${who} beyond his permissions`, async () => {
      await assert.rejects(as(user, attempt), /permission|503|JetStream not enabled/i);
    });
  }

  it("fails without a password", async () => {
    await assert.rejects(connect({ servers: server.url, reconnect: false }), /AUTHORIZATION/i);
  });

  it("lets the system user ask the server", async () => {
    const reply = await as("system", (c) =>
      c.request("$SYS.REQ.SERVER.PING", "", { timeout: 2000 }),
    );
    assert.match(reply.string(), /"server"/);
  });
});
