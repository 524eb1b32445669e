import assert from "node:assert/strict";
import fc from "fast-check";
import { connect as connectPlainly, type NatsConnection } from "nats";
import { format } from "prettier";
import { consumerToWire } from "../../domain/consumer/consumer";
import { declareSystem } from "../../domain/declare";
import { systemOf } from "../../domain/generate/systemOf";
import { systemText } from "../../domain/generate/systemText";
import type { JsonObject } from "../../domain/json";
import type { LiveServer } from "../../domain/plan/live";
import { type Plan, planAll } from "../../domain/plan/plan";
import { cautious } from "../../domain/policy";
import { streamToWire } from "../../domain/stream/stream";
import { observeAll } from "../../jetstream/observeAll";
import { arbitraryName, consumerConfig, streamConfig } from "../support/arbitraries";
import { evaluated, typeMistakes } from "../support/evaluated";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { otherTools } from "../support/otherTools";

const policy = cautious;

interface Generated {
  readonly text: string;
  readonly plan: Plan;
  readonly left: readonly string[];
}

/** The text that is generated from a live server, and the plan that a deployment of it would make. */
async function generated(live: LiveServer): Promise<Generated> {
  const { definition, leftOut } = systemOf("found", live);
  const text = systemText(definition, "nats://example:4222");
  const streams = declareSystem(evaluated(text), { project: "p", stack: "s", policy });
  const declaration = { project: "p", stack: "s", systems: [{ streams }] };
  const options = { parser: "typescript", printWidth: 100 } as const;
  assert.equal(text, await format(text, options), "formatted");
  return { text, plan: planAll(declaration, live), left: leftOut };
}

/** Nothing changes but that everything is marked. */
function assertEmpty({ plan, text }: { text: string; plan: Plan }, streams: number): void {
  assert.deepEqual([plan.problems, plan.refusals], [[], []], text);
  assert.equal(plan.counts.streams.adopt, streams, text);
  assert.equal(plan.counts.consumers.adopt, plan.counts.consumers.total, text);
  for (const { kind, text: note } of plan.notes) {
    if (kind === "adopt") assert.match(note, /as it is/, text);
  }
}

const evenThose = async (
  connection: NatsConnection,
  api: string,
  body: object,
): Promise<boolean> => {
  const reply = await connection.request(`$JS.API.${api}`, JSON.stringify(body), { timeout: 5000 });
  return reply.json<{ error?: unknown }>().error === undefined;
};

/** Servers refuse the fields that nobody knows. */
const known = (wire: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(wire).filter(([key]) => !/^newe?r?_field$/.test(key)));

describe("a system generated from a live server", () => {
  let server: TestServer;
  const texts: string[] = [];
  afterEach(() => server.stop());

  const look = (): Promise<LiveServer> =>
    observeAll({ name: "live", url: server.url }, { consumersOf: () => true }, 5000);

  for (const version of seenVersions) {
    it(`changes nothing of what other tools have made, on ${version}`, async () => {
      server = await startNatsServer({ version });
      for (const { stream, consumers = [] } of otherTools) {
        const made = await askPlainly(server.url, `STREAM.CREATE.${stream.name}`, stream);
        assert.equal(made["error"], undefined, JSON.stringify([stream, made]));
        for (const config of consumers) {
          const body = { stream_name: stream.name, config };
          const api = `CONSUMER.CREATE.${stream.name}.${config.durable_name}`;
          const created = await askPlainly(server.url, api, body);
          assert.equal(created["error"], undefined, JSON.stringify([config, created]));
        }
      }
      await publishPlainly(server.url, ["orders.new", "events.a", "work.x"]);
      const found = await generated(await look());
      assert.deepEqual(found.left, []);
      assertEmpty(found, otherTools.length);
      texts.push(found.text);
    });
  }

  it("compiles as a file of systems/", function () {
    this.timeout(60_000);
    assert.deepEqual(typeMistakes(texts), []);
  });

  it("changes nothing of whatever a server has taken", async function () {
    this.timeout(120_000);
    server = await startNatsServer();
    const connection = await connectPlainly({ servers: server.url });
    let taken = 0;
    const origins = [
      { name: "ORDERS", subjects: ["origin.o"] },
      { name: "EVENTS", subjects: ["origin.e"] },
    ];
    for (const origin of origins)
      await evenThose(connection, `STREAM.CREATE.${origin.name}`, origin);
    await fc.assert(
      fc.asyncProperty(streamConfig, consumerConfig, async (stream, consumer) => {
        const alone = { num_replicas: 1, sealed: false };
        const wire = { ...known(streamToWire(arbitraryName, stream)), ...alone };
        if (!(await evenThose(connection, `STREAM.CREATE.${arbitraryName}`, wire))) return;
        const config = { ...known(consumerToWire("worker", consumer)), num_replicas: 0 };
        await evenThose(connection, `CONSUMER.CREATE.${arbitraryName}.worker`, {
          stream_name: arbitraryName,
          config,
        });
        taken += 1;
        const live = await look();
        const found = await generated(live);
        assert.deepEqual(found.left, []);
        assertEmpty(found, live.streams.length);
        await evenThose(connection, `STREAM.DELETE.${arbitraryName}`, {});
      }),
      { numRuns: 300 },
    );
    await connection.close();
    assert.ok(taken >= 200, `only ${taken} were taken`);
  });
});
