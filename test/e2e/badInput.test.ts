import assert from "node:assert/strict";
import { type Certificates, makeCertificates } from "../support/certificates";
import { messagesOn, streamsOf } from "../support/liveServer";
import { type ServerOptions, startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { freePort, listening } from "../support/ports";
import type { Result } from "../support/project";
import type { SampleStream } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

describe("bad input, over a stream that holds a message", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  let deployed: unknown;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    assertDone(await story.up(declared));
    await publishPlainly(url, ["orders"]);
    deployed = known();
  });
  afterEach(async () => {
    assert.deepEqual(await messagesOn(url), { ORDERS: 1 }, "data was harmed");
    assert.deepEqual(known(), deployed, "state was harmed");
    story.project.configure({ target: "url", url });
  });
  after(() => story.end());

  const secret = "hunter2-secret";
  const declared = { ORDERS: {} };
  const known = (): unknown =>
    story.project
      .resources()
      .filter(({ type }) => type.endsWith("nats:Stream"))
      .map(({ urn, outputs }) => ({ urn, outputs }));
  const upWith = (
    config: Readonly<Record<string, unknown>>,
    streams: Readonly<Record<string, SampleStream>> = declared,
  ): Promise<Result> => {
    story.project.configure({ target: "url", ...config });
    return story.up(streams);
  };
  const refuses = (result: Result, ...texts: readonly string[]): void => {
    assertRefused(result, ...texts);
    assert.ok(!result.output.includes(secret), `tells a secret:\n${result.output}`);
  };
  const onServer = async (
    options: ServerOptions,
    use: (server: TestServer) => Promise<void>,
  ): Promise<void> => {
    const server = await startNatsServer(options);
    try {
      await use(server);
    } finally {
      await server.stop();
    }
  };

  describe("in the configuration of the stack", () => {
    it("fails for every unknown key and every wrong value at once, and names the nearest", async () => {
      refuses(
        await upWith({
          ...{ target: "ur", url, urll: url, user: "", password: secret, token: secret },
          ...{ adopt: "yes", dataLoss: "alow", systems: ["shp"] },
        }),
        'nats-stack:target: got "ur"; allowed are "local"',
        'did you mean "url"?',
        'nats-stack:urll: unknown key; did you mean "nats-stack:url"?',
        'nats-stack:adopt: got "yes"; allowed are "true" and "false"',
        'nats-stack:dataLoss: got "alow"; allowed are "refuse" and "allow"; did you mean "allow"?',
        'nats-stack:systems: got "shp"; known are "shop"',
        "nats-stack:user: got an empty text",
        'nats-stack:password: stored in clear; store it encrypted with "pulumi config set --secret nats-stack:password"',
        "nats-stack:token: stored in clear",
      );
    });

    it("fails where it names no server", async () => {
      refuses(
        await upWith({}),
        'nats-stack:url: not set; target "url" needs the address of a NATS server',
      );
    });

    it("fails for an address with a password in it, and does not repeat it", async () => {
      refuses(
        await upWith({ url: `nats://admin:${secret}@127.0.0.1:4222` }),
        'target "url": url: holds credentials, which would end up in logs',
      );
    });

    it("fails for a file that cannot be read", async () => {
      refuses(
        await upWith({ url, credsFile: "/nowhere/admin.creds" }),
        'nats-stack:credsFile: cannot read "/nowhere/admin.creds"; name a file that this user can read',
      );
    });
  });

  it("fails for all mistakes of a declaration at once", async () => {
    const streams = {
      "BAD.NAME": {},
      ORDERS: {
        config: {
          subjects: ["a..b", "taken"],
          maxAge: "10 years",
          maxBytes: "1 XB",
          maxMesages: 5,
          storage: "disk",
        },
        consumers: { "w.x": { ackPolicy: "explicitly" } },
      },
      OVERLAP: { config: { subjects: ["taken"] } },
      FIRST: { config: { sources: [{ name: "SECOND" }] } },
      SECOND: { config: { sources: [{ name: "FIRST" }] } },
      lower: { config: { subjects: ["Upper"] } },
    };
    refuses(
      await upWith({ url }, streams),
      'stream "BAD.NAME": name: got "BAD.NAME"; a stream name has no white space and none of . * > / \\',
      'stream "ORDERS": subjects[0]: got "a..b"; a subject neither starts nor ends with a dot',
      'stream "ORDERS": maxAge: got "10 years"; write digits and one unit (ms, s, m, h, d)',
      'stream "ORDERS": maxBytes: got "1 XB"; write digits and one unit (B, kB, MB, GB, TB,',
      'stream "ORDERS": maxMesages: unknown field; did you mean "maxMsg',
      'stream "ORDERS": storage: got "disk"; write one of "file", "memory"',
      'consumer "w.x" of stream "ORDERS": name: got "w.x"; a consumer name has no white space',
      'consumer "w.x" of stream "ORDERS": ackPolicy: got "explicitly"; did you mean "explicit"?',
      'stream "OVERLAP": subjects: got "taken", which stream "ORDERS" holds as well',
      'stream "FIRST": sources: the streams copy in a circle, "FIRST" from "SECOND" from "FIRST"',
      'stream "lower": the practice of system "shop" writes streams otherwise; write "LOWER"',
      'stream "lower": subjects: "Upper": the practice of system "shop" writes subjects otherwise; write "upper"',
    );
  });

  describe("where no server can be worked with", () => {
    it("fails in an update, and succeeds in a preview that says what it could not check", async () => {
      const nowhere = { url: `nats://127.0.0.1:${await freePort()}` };
      const why = "connection refused, nothing listens there; start the server, or correct the url";
      refuses(await upWith(nowhere), why);
      assertDone(
        await story.project.pulumi(["preview"]),
        "plan: 1 stream: 1 not compared with a server",
        `not checked: target "url": ${nowhere.url.slice("nats://".length)}: ${why}; until a server answers, nobody can tell what exists already`,
      );
    });

    it("fails in an update before the local server was started, and succeeds in a preview", async () => {
      const why =
        'no local server is known (.nats-stack/server/server.json is missing); start it with "npm start"';
      refuses(await upWith({ target: "local" }), why);
      assertDone(await story.project.pulumi(["preview"]), why);
    });

    it("fails for the port of an HTTP server", async () => {
      refuses(
        await upWith({ url: `nats://127.0.0.1:${story.server.monitorPort}` }),
        "an HTTP server answers there; use the port for NATS clients, usually 4222",
      );
    });

    it("fails for a port that stays silent", async () => {
      const silent = await listening(() => undefined);
      try {
        refuses(
          await upWith({ url: `nats://127.0.0.1:${silent.port}` }),
          "something accepts connections but stays silent for 5s, which no NATS server does; correct the port",
        );
      } finally {
        // an open port would keep the run of all tests alive
        await silent.close();
      }
    });

    it("fails where JetStream is off", () =>
      onServer({ jetstream: false }, async (server) => {
        refuses(
          await upWith({ url: server.url }),
          'JetStream is off at this server; start it with "-js" or with a jetstream block',
        );
      }));
  });

  describe("where the server lets nobody in like this", () => {
    let certificates: Certificates;
    before(() => {
      certificates = makeCertificates();
    });
    after(() => {
      certificates.remove();
    });

    it("fails without credentials, and with a wrong password", () =>
      onServer({ config: 'authorization { user: admin, password: "right" }' }, async (server) => {
        refuses(
          await upWith({ url: server.url }),
          "the server asks for credentials and the target has none; give a user and password",
        );
        story.project.configure({ target: "url", url: server.url, user: "admin" });
        const set = ["config", "set", "--secret", "nats-stack:password", secret];
        assertDone(await story.project.pulumi(set));
        refuses(
          await story.up(declared),
          "the server refuses user and password; correct what was given, or admit this user",
        );
      }));

    it("fails where the server demands TLS that nobody here trusts", () =>
      onServer(
        { tls: { cert: certificates.serverCert, key: certificates.serverKey } },
        async (server) => {
          refuses(
            await upWith({ url: server.url }),
            "the server's certificate is signed by nobody this machine trusts",
          );
        },
      ));

    it("fails where TLS is demanded of a server that offers none", async () => {
      refuses(
        await upWith({ url, tlsCaFile: certificates.ca }),
        "the server offers no TLS, and the target demands it",
      );
    });
  });

  describe("that only the server can tell", () => {
    it("fails for a field that its version lacks", () =>
      onServer({ version: "2.10.26" }, async (server) => {
        refuses(
          await upWith({ url: server.url }, { ORDERS: { config: { allowMsgTtl: true } } }),
          'stream "ORDERS": allowMsgTtl: needs server 2.11; this one is 2.10.26',
        );
        assert.deepEqual(await streamsOf(server.url), {});
      }));

    it("fails for what the account's limits do not allow", () =>
      onServer({ config: poorAccount }, async (server) => {
        refuses(
          await upWith({ url: server.url }, { ...declared, BIG: { config: { maxBytes: "2MB" } } }),
          "streams: got 2, but the account allows 1; declare fewer, delete some, or raise",
          'streams with storage "memory": got maxBytes of 2MB in all, every replica counted, but the account has 1MB',
        );
        assert.deepEqual(await streamsOf(server.url), {});
      }));

    it("fails for more storage than the server has, which it says only when asked to store", () =>
      onServer({ jetstream: "max_file_store: 10MB" }, async (server) => {
        const big = { storage: "file", maxBytes: "1GiB" };
        refuses(
          await upWith({ url: server.url }, { ...declared, BIG: { config: big } }),
          'stream "BIG": create refused: insufficient storage resources available (10047); give the server or the account more storage, or lower maxBytes',
        );
        assert.deepEqual(await streamsOf(server.url), {});
      }));
  });

  describe("once it is corrected", () => {
    it("leaves no trace", async () => {
      assertDone(await upWith({ url }), "plan: 1 stream: 1 unchanged");
    });
  });
});

const poorAccount = `
  accounts { POOR { jetstream { max_mem: 1MB, max_streams: 1 }, users: [{ user: a, password: b }] } }
  no_auth_user: a
`;
