import assert from "node:assert/strict";
import { connect, type JetStream } from "../../jetstream/connection";
import { measure } from "../../jetstream/measure";
import { createStream, observeStream, updateStream } from "../../jetstream/streams";
import { changeQuestions } from "../../domain/stream/changeQuestions";
import {
  type ObservedStream,
  planStreamChange,
  type StreamConfig,
  streamToWire,
} from "../../domain/stream/stream";
import { consumePlainly, managing, messagesOn } from "../support/liveServer";
import { startNatsServer } from "../support/natsServer";
import { askPlainly, plainly, publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { until } from "../support/until";

type Limits = Pick<
  StreamConfig,
  "maxMsgs" | "maxBytes" | "maxAge" | "maxMsgsPerSubject" | "discard" | "retention"
>;

/** What the plan says of a change, and what the server does. */
interface Outcome {
  readonly said: number | undefined;
  readonly certainty: string;
  readonly reason: string;
  readonly went: number;
}

/** One server, and what the cases do with it. */
interface Fixture {
  readonly url: string;
  make(name: string, config: Limits): Promise<unknown>;
  publish(name: string, tokens: string): Promise<void>;
  remove(name: string, ...sequences: readonly number[]): Promise<unknown>;
  look(name: string): Promise<ObservedStream>;
  change(name: string, config: Limits): Promise<Outcome>;
  end(): Promise<void>;
}

const own = (name: string, config: Limits): StreamConfig => ({
  subjects: [`${name}.>`],
  ...config,
});

async function begin(version: string): Promise<Fixture> {
  const server = await startNatsServer({ version });
  const { url } = server;
  const js = await connect({ name: "test", url });
  const look = async (name: string): Promise<ObservedStream> =>
    (await observeStream(js, name)) ?? assert.fail(`no stream "${name}"`);
  return {
    url,
    make: (name, config) =>
      askPlainly(url, `STREAM.CREATE.${name}`, streamToWire(name, own(name, config))),
    publish: (name, tokens) =>
      publishPlainly(
        url,
        tokens.split(" ").map((token) => `${name}.${token}`),
      ),
    remove: (name, ...sequences) =>
      Promise.all(sequences.map((seq) => askPlainly(url, `STREAM.MSG.DELETE.${name}`, { seq }))),
    look,
    change: async (name, config) => changed(js, await look(name), own(name, config)),
    end: async () => {
      await js.close();
      await server.stop();
    },
  };
}

async function changed(
  js: JetStream,
  found: ObservedStream,
  config: StreamConfig,
): Promise<Outcome> {
  const { name } = found;
  const wire = streamToWire(name, config);
  const facts = await js.facts();
  const measured = await measure(js, found, changeQuestions(wire, found, facts));
  const planned = planStreamChange(wire, { ...found, measured }, facts);
  const deleting = planned.fields.find((field) => field.class === "destructive");
  await updateStream(js, name, wire);
  const before = found.state?.messages ?? 0;
  const sure = deleting?.certainty === undefined ? (deleting?.messagesDeleted ?? 0) : 0;
  return {
    said: deleting?.messagesDeleted,
    certainty: deleting?.certainty ?? "exactly",
    reason: deleting?.reason ?? "",
    went: before - (await settled(js.target.url, name, before - sure)),
  };
}

/** Servers up to 2.10 delete what is too old a second or two after they answered. */
async function settled(url: string, name: string, expected: number): Promise<number> {
  const messages = async (): Promise<number> => (await messagesOn(url))[name] ?? -1;
  const reached = async () => ((await messages()) <= expected ? true : undefined);
  await until(reached, 3000).catch(() => undefined);
  return messages();
}

for (const version of seenVersions) {
  describe(`how many messages a change deletes on ${version}`, function () {
    this.timeout(60_000);
    let on: Fixture;
    before(async () => {
      on = await begin(version);
    });
    after(() => on.end());

    it("is exact for maxMsgs", async () => {
      await on.make("COUNT", {});
      await on.publish("COUNT", "a a a a a a a a a a");
      const { said, certainty, went } = await on.change("COUNT", { maxMsgs: 4 });
      assert.deepEqual([said, certainty, went], [6, "exactly", 6]);
    });

    it("is right for maxBytes where messages are alike", async () => {
      await on.make("BYTES", {});
      await on.publish("BYTES", "a a a a a a a a a a");
      const { bytes } = (await on.look("BYTES")).state ?? assert.fail();
      const { said, certainty, went } = await on.change("BYTES", { maxBytes: (bytes / 10) * 3 });
      assert.deepEqual([said, certainty, went], [7, "about", 7]);
    });

    it("is exact for discard, where messages are above a limit", async () => {
      await on.make("DISCARD", { discard: "new" });
      await on.publish("DISCARD", "a a a a a a a a a a");
      assert.equal((await on.change("DISCARD", { discard: "new", maxMsgs: 4 })).went, 0);
      const { said, certainty, went } = await on.change("DISCARD", { discard: "old", maxMsgs: 5 });
      assert.deepEqual([said, certainty, went], [5, "exactly", 5]);
    });

    it("is exact for maxMsgsPerSubject", async () => {
      await on.make("SUBJECTS", { maxMsgsPerSubject: 10 });
      await on.publish("SUBJECTS", "a a a a a b b b c d");
      const { said, certainty, went } = await on.change("SUBJECTS", { maxMsgsPerSubject: 2 });
      assert.deepEqual([said, certainty, went], [4, "exactly", 4]);
    });

    const consumer = (stream: string, durable_name: string, filter_subject?: string) =>
      managing(on.url, ({ consumers }) =>
        consumers.add(stream, {
          durable_name,
          ack_policy: "explicit" as never,
          ...(filter_subject !== undefined && { filter_subject }),
        }),
      );

    it("is exact for retention interest with one consumer, or several apart", async () => {
      await on.make("ONE", {});
      await on.publish("ONE", "a a a a a a b b b b");
      await consumer("ONE", "all");
      await consumePlainly(on.url, "ONE", "all", 7);
      const one = await on.change("ONE", { retention: "interest" });
      assert.deepEqual([one.said, one.certainty, one.went], [7, "exactly", 7]);
      await on.make("APART", {});
      await on.publish("APART", "a a a a a a b b b b c c");
      await consumer("APART", "a", "APART.a");
      await consumer("APART", "b", "APART.b");
      await consumePlainly(on.url, "APART", "a", 2);
      await consumePlainly(on.url, "APART", "b", 3);
      const apart = await on.change("APART", { retention: "interest" });
      assert.deepEqual([apart.said, apart.certainty, apart.went], [5, "exactly", 5]);
    });

    it("is an upper bound for retention interest where consumers want the same", async () => {
      await on.make("BOTH", {});
      await on.publish("BOTH", "a a a a a a b b b b");
      await consumer("BOTH", "a", "BOTH.a");
      await consumer("BOTH", "all");
      await consumePlainly(on.url, "BOTH", "a", 3);
      await consumePlainly(on.url, "BOTH", "all", 8);
      const { said, certainty, went } = await on.change("BOTH", { retention: "interest" });
      assert.deepEqual([certainty, went], ["atMost", 5]);
      assert.equal(said, 7);
    });

    it("says nothing of a message behind one that is not acknowledged, which some lines keep", async () => {
      await on.make("GAP", {});
      await on.publish("GAP", "a a a a a a a a a a");
      await consumer("GAP", "all");
      await plainly(on.url, async (connection) => {
        const reader = await connection.jetstream().consumers.get("GAP", "all");
        const messages = await reader.fetch({ max_messages: 6, expires: 2000 });
        for await (const message of messages) if (message.seq % 2 === 0) await message.ackAck();
      });
      const { said = 0, certainty, went } = await on.change("GAP", { retention: "interest" });
      assert.equal(said, 3);
      assert.equal(certainty === "exactly" ? went === said : went <= said, true, `${went} went`);
    });
  });
}

describe("how many messages a shorter maxAge deletes", function () {
  this.timeout(120_000);
  const all = new Map<string, Fixture>();
  before(async () => {
    for (const version of seenVersions) {
      const on = await begin(version);
      all.set(version, on);
      await on.make("AGE", {});
      await on.publish("AGE", "a a a a a a a a");
      await on.remove("AGE", 3, 4, 7);
    }
  });
  after(() => Promise.all([...all.values()].map((on) => on.end())));

  for (const version of seenVersions) {
    it(`is exact on ${version}, holes in the sequence not counted`, async () => {
      const on = all.get(version) ?? assert.fail();
      await until(async () => {
        const { lastTime, observedAt } = (await on.look("AGE")).state ?? assert.fail();
        return Date.parse(observedAt ?? "") - Date.parse(lastTime ?? "") > 8100 ? true : undefined;
      }, 20_000);
      await on.publish("AGE", "b b b b b b");
      await on.remove("AGE", 10);
      const { said, certainty, reason, went } = await on.change("AGE", { maxAge: "8s" });
      assert.deepEqual([said, certainty, went], [5, "exactly", 5]);
      assert.match(
        reason,
        /^deletes the oldest 5 of 10 messages, about .*: they are older than 8s$/,
      );
    });
  }
});

describe("what cannot be asked", () => {
  it("is an answer, too, and says why", async () => {
    const server = await startNatsServer({
      config: `accounts { SHOP { jetstream: enabled, users: [
        { user: "reader", password: "x", permissions: {
          publish: ["$JS.API.INFO", "$JS.API.STREAM.INFO.*"], subscribe: ["_INBOX.>"] } },
        { user: "all", password: "x" } ] } }`,
    });
    const auth = (user: string) => ({ kind: "user", user, password: "x" }) as const;
    const all = await connect({ name: "all", url: server.url, auth: auth("all") });
    const js = await connect({ name: "reader", url: server.url, auth: auth("reader") });
    try {
      await createStream(all, "ORDERS", { name: "ORDERS", subjects: ["orders"] });
      const state = { messages: 9, bytes: 9, firstSeq: "1", lastSeq: "9", consumers: 1 };
      const aged = { ...state, observedAt: "2026-01-01T00:00:00Z" };
      const stream = { name: "ORDERS", config: {}, created: "", state: aged };
      assert.deepEqual(
        await measure(js, stream, { olderThan: 1e9, abovePerSubject: 1, acknowledged: true }),
        {
          olderThan: { unknown: 'this user may not ask "$JS.API.STREAM.MSG.GET.ORDERS"' },
          abovePerSubject: { messages: 0, certainty: "exactly" },
          acknowledged: { unknown: 'this user may not ask "$JS.API.CONSUMER.LIST.ORDERS"' },
        },
      );
    } finally {
      await js.close();
      await all.close();
      await server.stop();
    }
  });
});
