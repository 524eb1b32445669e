import assert from "node:assert/strict";
import type { NatsConnection } from "nats";
import { connect as connectPlainly } from "nats";
import { changeQuestions } from "../../domain/stream/changeQuestions";
import { planStreamChange, type StreamConfig, streamToWire } from "../../domain/stream/stream";
import { validateConsumer } from "../../domain/consumer/consumer";
import { connect, type JetStream } from "../../jetstream/connection";
import { measure } from "../../jetstream/measure";
import { observeStream } from "../../jetstream/streams";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { seenVersions } from "../support/replies";

type Limits = NonNullable<StreamConfig["consumerLimits"]>;

const hour = 3_600_000_000_000;

const limits: readonly Limits[] = [
  {},
  { maxAckPending: 10 },
  { inactiveThreshold: "1h" },
  { maxAckPending: 10, inactiveThreshold: "1h" },
  { maxAckPending: 2000, inactiveThreshold: "3h" },
];

/** As other tools make them, in wire form. */
const consumers: readonly object[] = [
  { durable_name: "w", ack_policy: "explicit" },
  { durable_name: "w", ack_policy: "explicit", max_ack_pending: 10 },
  { durable_name: "w", ack_policy: "explicit", max_ack_pending: -1 },
  { durable_name: "w", ack_policy: "none" },
  {
    durable_name: "w",
    ack_policy: "explicit",
    max_ack_pending: 10,
    inactive_threshold: 2 * hour,
  },
  {
    durable_name: "w",
    ack_policy: "explicit",
    max_ack_pending: 10,
    inactive_threshold: hour / 2,
  },
  { name: "w", ack_policy: "explicit" },
  { name: "w", ack_policy: "none" },
];

for (const version of seenVersions) {
  describe(`limits for consumers on ${version}`, () => {
    let server: TestServer;
    let js: JetStream;
    let nats: NatsConnection;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "test", url: server.url });
      nats = await connectPlainly({ servers: server.url });
    });
    after(async () => {
      await nats.close();
      await js.close();
      await server.stop();
    });

    /** @returns the err_code of a refusal */
    const ask = async (api: string, body: object): Promise<number | undefined> => {
      const reply = await nats.request(`$JS.API.${api}`, JSON.stringify(body), { timeout: 5000 });
      return reply.json<{ error?: { err_code: number } }>().error?.err_code;
    };

    /** @returns what the plan says of a change and what the server does, or undefined where the consumer cannot be */
    async function tried(from: Limits, to: Limits, config: object, name = "S") {
      const wire = (consumerLimits: Limits) =>
        streamToWire(name, { consumerLimits, storage: "memory" });
      await ask(`STREAM.CREATE.${name}`, wire(from));
      const body = { stream_name: name, config };
      const refusedConsumer = await ask(`CONSUMER.CREATE.${name}.w`, body);
      const [facts, found] = [await js.facts(), await observeStream(js, name)];
      assert.ok(found);
      const measured = await measure(js, found, changeQuestions(wire(to), found, facts));
      const change = planStreamChange(wire(to), { ...found, measured }, facts);
      const refused = await ask(`STREAM.UPDATE.${name}`, wire(to));
      await ask(`STREAM.DELETE.${name}`, {});
      return refusedConsumer === undefined ? { change, refused } : undefined;
    }

    it("are said to be impossible where the server refuses them, and nowhere else", async () => {
      const cases = limits.flatMap((from) =>
        limits.flatMap((to) => consumers.map((config) => ({ from, to, config }))),
      );
      const outcomes = await Promise.all(
        cases.map(({ from, to, config }, at) => tried(from, to, config, `S${at}`)),
      );
      let refusals = 0;
      for (const [at, outcome] of outcomes.entries()) {
        if (outcome === undefined || outcome.change.class === "none") continue;
        const { change, refused } = outcome;
        const story = JSON.stringify([cases[at], change.fields, refused]);
        assert.equal(change.class, refused === undefined ? "update" : "impossible", story);
        refusals += refused === undefined ? 0 : 1;
      }
      assert.ok(refusals >= 20, `only ${refusals} were refused`);
    });

    it("are told with the consumers that stand against them, and the ways out", async () => {
      const outcome = await tried({}, { maxAckPending: 10 }, consumers[0] ?? {});
      const [field] = outcome?.change.fields ?? [];
      assert.match(
        field?.reason ?? "",
        /^the server refuses it \(10069\), for consumer "w" has maxAckPending 1000; .*allow as much, or first lower it in a deployment of its own, or delete the consumer$/,
      );
    });

    it("refuse a consumer as its declaration is refused", async () => {
      const declared = [
        {},
        { maxAckPending: 10 },
        { maxAckPending: 11 },
        { maxAckPending: -1 },
        { inactiveThreshold: "1h" },
        { inactiveThreshold: "61m" },
      ] as const;
      for (const consumerLimits of limits.slice(1, 4)) {
        for (const own of declared) {
          const config = { ackPolicy: "explicit", ...own } as const;
          const problems = validateConsumer("S", "w", config, { consumerLimits });
          await ask("STREAM.CREATE.S", streamToWire("S", { consumerLimits, storage: "memory" }));
          const refused = await ask("CONSUMER.CREATE.S.w", {
            stream_name: "S",
            config: {
              durable_name: "w",
              ack_policy: "explicit",
              ...("maxAckPending" in own && { max_ack_pending: own.maxAckPending }),
              ...("inactiveThreshold" in own && {
                inactive_threshold: own.inactiveThreshold === "1h" ? hour : hour + hour / 60,
              }),
            },
          });
          await ask("STREAM.DELETE.S", {});
          const story = JSON.stringify([consumerLimits, own, problems, refused]);
          assert.equal(problems.length, refused === undefined ? 0 : 1, story);
        }
      }
    });
  });
}
