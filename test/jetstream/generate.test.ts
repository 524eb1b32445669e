import assert from "node:assert/strict";
import fc from "fast-check";
import { connect as connectPlainly, type NatsConnection } from "nats";
import { format } from "prettier";
import { consumerToWire } from "../../domain/consumer/consumer";
import { bucketToWire, streamNameOf } from "../../domain/bucket/bucket";
import { declareBuckets } from "../../domain/bucket/declareBuckets";
import { declareSystem } from "../../domain/declare";
import { textOf } from "../../domain/field/kind";
import { systemOf } from "../../domain/generate/systemOf";
import { systemText } from "../../domain/generate/systemText";
import type { JsonObject } from "../../domain/json";
import type { LiveServer } from "../../domain/plan/live";
import { type Plan, planAll } from "../../domain/plan/plan";
import { cautious } from "../../domain/policy";
import { atLeast } from "../../domain/server";
import { streamToWire } from "../../domain/stream/stream";
import { observeAll } from "../../jetstream/observeAll";
import { arbitraryName, consumerConfig, streamConfig } from "../support/arbitraries";
import { bucketConfigOf } from "../support/bucketArbitraries";
import { goBuckets } from "../support/clientBuckets";
import { evaluated, typeMistakes } from "../support/evaluated";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";
import { otherTools } from "../support/otherTools";

const policy = cautious;
const settings = { kind: "keyValue", name: "settings" } as const;
const files = { kind: "objectStore", name: "files" } as const;

interface Generated {
  readonly text: string;
  readonly plan: Plan;
  readonly left: readonly string[];
}

/** The text that is generated from a live server, and the plan that a deployment of it would make. */
async function generated(live: LiveServer): Promise<Generated> {
  const { definition, leftOut, notes } = systemOf("found", live);
  const text = systemText(definition, "nats://example:4222");
  const system = evaluated(text);
  const deployment = { project: "p", stack: "s", policy };
  const streams = declareSystem(system, deployment);
  const buckets = declareBuckets(system, deployment);
  const declaration = { project: "p", stack: "s", systems: [{ streams, buckets }] };
  const options = { parser: "typescript", printWidth: 100 } as const;
  assert.equal(text, await format(text, options), "formatted");
  return { text, plan: planAll(declaration, live), left: [...leftOut, ...notes] };
}

/** Nothing changes but that everything is marked. */
function assertEmpty({ plan, text }: { text: string; plan: Plan }, live: LiveServer): void {
  assert.deepEqual([plan.problems, plan.refusals], [[], []], text);
  const isBucket = ({ name }: { name: string }): boolean => /^(?:KV|OBJ)_/.test(name);
  const buckets = live.streams.filter(isBucket).length;
  assert.equal(plan.counts.buckets.adopt, buckets, text);
  assert.equal(plan.counts.streams.adopt, live.streams.length - buckets, text);
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
      const clients = goBuckets.filter(({ since = "2.10.0" }) => atLeast(version, since));
      for (const { bucket, request } of clients) {
        const made = await askPlainly(server.url, `STREAM.CREATE.${streamNameOf(bucket)}`, request);
        assert.equal(made["error"], undefined, JSON.stringify([request, made]));
      }
      await publishPlainly(server.url, ["orders.new", "events.a", "work.x", "$KV.config.a"]);
      const live = await look();
      const found = await generated(live);
      assert.deepEqual(found.left, []);
      assert.equal(live.streams.length, otherTools.length + clients.length);
      assertEmpty(found, live);
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
    let taken: readonly number[] = [0, 0, 0];
    const create = (wire: JsonObject): Promise<boolean> =>
      evenThose(connection, `STREAM.CREATE.${textOf(wire["name"])}`, wire);
    const remove = (wire: JsonObject): Promise<boolean> =>
      evenThose(connection, `STREAM.DELETE.${textOf(wire["name"])}`, {});
    const origins = [
      { name: "ORDERS", subjects: ["origin.o"] },
      { name: "EVENTS", subjects: ["origin.e"] },
    ];
    for (const origin of origins) await create(origin);
    await fc.assert(
      fc.asyncProperty(
        streamConfig,
        consumerConfig,
        bucketConfigOf(settings),
        bucketConfigOf(files),
        async (stream, consumer, keyValue, objectStore) => {
          const alone = { num_replicas: 1, sealed: false };
          const wires = [
            streamToWire(arbitraryName, stream),
            bucketToWire(settings, keyValue),
            bucketToWire(files, objectStore),
          ].map((wire) => ({ ...known(wire), ...alone }));
          const made = await Promise.all(wires.map(create));
          const config = { ...known(consumerToWire("worker", consumer)), num_replicas: 0 };
          const body = { stream_name: arbitraryName, config };
          await evenThose(connection, `CONSUMER.CREATE.${arbitraryName}.worker`, body);
          taken = taken.map((count, at) => count + (made[at] === true ? 1 : 0));
          const live = await look();
          const found = await generated(live);
          assert.deepEqual(found.left, []);
          assertEmpty(found, live);
          await Promise.all(wires.map(remove));
        },
      ),
      { numRuns: 300 },
    );
    await connection.close();
    assert.ok(
      taken.every((count) => count >= 200),
      `only ${taken.join(", ")} were taken`,
    );
  });
});
