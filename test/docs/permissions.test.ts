import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSubset } from "../../domain/subject";
import { connect, type JetStream } from "../../jetstream/connection";
import * as consumers from "../../jetstream/consumers";
import { NotAuthorized } from "../../jetstream/errors";
import { readFacts } from "../../jetstream/facts";
import { measure } from "../../jetstream/measure";
import * as streams from "../../jetstream/streams";
import { startNatsServer, type TestServer } from "../support/natsServer";

const readme = readFileSync(join(dirname(dirname(__dirname)), "README.md"), "utf8");

/** The block of the README that a person copies into a server's configuration. */
const permissions = /^```conf\n(permissions:.*?)^```$/ms.exec(readme)?.[1] ?? "";

const published = [...permissions.matchAll(/"(\$JS[^"]+)"/g)].map(([, subject = ""]) => subject);

/** The same connection, and what was asked through it. */
function recorded(js: JetStream): { js: JetStream; asked: Set<string> } {
  const asked = new Set<string>();
  const request: JetStream["request"] = (api, ...rest) => {
    asked.add(`$JS.API.${api}`);
    return js.request(api, ...rest);
  };
  const recording: JetStream = {
    target: js.target,
    server: js.server,
    changes: js.changes,
    request,
    facts: () => js.facts(),
    link: () => js.link(),
    close: () => js.close(),
  };
  return { js: recording, asked };
}

describe("the permissions that the README lists", () => {
  let server: TestServer;

  before(async () => {
    const lacking = published.map((subject, at) =>
      account(`lacks${at}`, permissions.replace(`"${subject}"`, "")),
    );
    server = await startNatsServer({
      config: `accounts { ${[account("deployer", permissions), ...lacking].join("\n")} }`,
    });
  });

  after(() => server.stop());

  const open = (user = "deployer"): Promise<JetStream> =>
    connect({
      name: "url",
      url: server.url,
      auth: { kind: "user", user, password: "secret" },
    });

  it("suffice for everything that is asked of a server, and none is idle", async () => {
    const { js, asked } = recorded(await open());
    try {
      await useEverything(js);
    } finally {
      await js.close();
    }
    const covers = (pattern: string) => [...asked].some((subject) => isSubset(subject, pattern));
    assert.notEqual(published.length, 0);
    assert.deepEqual(
      published.filter((pattern) => !covers(pattern)),
      [],
    );
  });

  const counting = "$JS.API.STREAM.MSG.GET.*";
  for (const [at, subject] of published.entries()) {
    if (subject === counting) continue;
    it(`are refused with the missing subject named where ${subject} is left out`, async () => {
      const js = await open(`lacks${at}`);
      try {
        await assert.rejects(useEverything(js), (error) => {
          assert.ok(error instanceof NotAuthorized, String(error));
          assert.ok(isSubset(error.subject ?? "", subject), error.subject);
          assert.ok(error.message.includes(error.subject ?? "?"), error.message);
          return true;
        });
      } finally {
        await js.close();
      }
    });
  }

  it(`leave a number unknown, and say why, where ${counting} is left out`, async () => {
    const js = await open(`lacks${published.indexOf(counting)}`);
    try {
      const state = { messages: 1, bytes: 1, firstSeq: "1", lastSeq: "1", consumers: 0 };
      const aged = { ...state, observedAt: "2026-01-01T00:00:00Z" };
      const stored = { name: "ORDERS", config: {}, created: "", state: aged };
      assert.deepEqual(await measure(js, stored, { olderThan: 1 }), {
        olderThan: { unknown: 'this user may not ask "$JS.API.STREAM.MSG.GET.ORDERS"' },
      });
    } finally {
      await js.close();
    }
  });

  it("fails for what they leave out", async () => {
    const js = await open();
    try {
      await assert.rejects(js.request("STREAM.SNAPSHOT.ORDERS"), NotAuthorized);
    } finally {
      await js.close();
    }
  });
});

/** An account of its own for each user, so that none meets the streams of another. */
const account = (user: string, allowed: string): string =>
  `${user} { jetstream: enabled, users: [{ user: ${user}, password: secret, ${allowed} }] }`;

/** Every request that jetstream/ can make, on a stream and a consumer made here. */
async function useEverything(js: JetStream): Promise<void> {
  const stream = { name: "ORDERS", subjects: ["orders.>"] };
  const consumer = { durable_name: "worker", ack_policy: "explicit" };
  await readFacts(js);
  await streams.createStream(js, "ORDERS", stream);
  await streams.updateStream(js, "ORDERS", { ...stream, description: "every order" });
  assert.equal((await streams.listStreams(js)).streams.length, 1);
  assert.ok(await streams.observeStream(js, "ORDERS"));
  const state = { messages: 1, bytes: 1, firstSeq: "1", lastSeq: "1", consumers: 0 };
  const stored = { name: "ORDERS", config: {}, created: "", state };
  const aged = { ...stored, state: { ...state, observedAt: "2026-01-01T00:00:00Z" } };
  await measure(js, aged, { olderThan: 1 });
  await streams.purgeStream(js, "ORDERS");
  await consumers.createConsumer(js, "ORDERS", "worker", consumer);
  await consumers.updateConsumer(js, "ORDERS", "worker", { ...consumer, description: "one" });
  assert.equal((await consumers.everyConsumer(js, "ORDERS")).length, 1);
  assert.ok(await consumers.observeConsumer(js, "ORDERS", "worker"));
  await consumers.pauseConsumer(js, "ORDERS", "worker", "2099-01-01T00:00:00Z");
  await consumers.deleteConsumer(js, "ORDERS", "worker");
  await streams.deleteStream(js, "ORDERS");
}
