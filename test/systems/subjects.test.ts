import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type JetStreamManager, type NatsConnection, connect } from "nats";
import { declareSystem } from "../../domain/declare";
import { namingProblems } from "../../domain/naming";
import { planAll } from "../../domain/plan/plan";
import { streamToWire } from "../../domain/stream/stream";
import { connect as connectJetStream } from "../../jetstream/connection";
import { createStream } from "../../jetstream/streams";
import { systems } from "../../systems";
import { type TestServer, startNatsServer } from "../support/natsServer";
import { until } from "../support/until";

/** The tables of the two systems' own documents: which stream lists which subjects. */
const listed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = JSON.parse(
  readFileSync("test/systems/listed.json", "utf8"),
) as never;

const deployment = {
  project: "nats-stack",
  stack: "test",
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
} as const;

describe("the shipped systems", () => {
  let server: TestServer;
  let nats: NatsConnection;
  let jsm: JetStreamManager;

  before(async () => {
    server = await startNatsServer();
    nats = await connect({ servers: server.url });
    jsm = await nats.jetstreamManager();
    const js = await connectJetStream({ name: "url", url: server.url });
    for (const system of Object.values(systems)) {
      for (const { name, config } of declareSystem(system, deployment)) {
        await createStream(js, name, streamToWire(name, config));
      }
    }
    await js.close();
  });

  after(async () => {
    await nats.close();
    await server.stop();
  });

  it("declare the streams of their documents, and no others", () => {
    const declared = Object.values(systems).map(({ name, streams }) => [
      name,
      Object.keys(streams),
    ]);
    assert.deepEqual(
      declared,
      Object.entries(listed).map(([name, streams]) => [name, Object.keys(streams)]),
    );
  });

  it("have no mistake, and follow their naming practice", () => {
    const all = Object.values(systems).map((system) => ({
      streams: declareSystem(system, deployment),
    }));
    assert.deepEqual(planAll({ ...deployment, systems: all }, undefined).problems, []);
    assert.deepEqual(Object.values(systems).flatMap(namingProblems), []);
  });

  for (const [system, streams] of Object.entries(listed)) {
    for (const [stream, subjects] of Object.entries(streams)) {
      for (const listedSubject of subjects) {
        it(`${system}: a message on ${listedSubject} is stored in ${stream}`, async () => {
          const subject = listedSubject.replace(/\*$/, "one").replace(/>$/, "one.two");
          const text = `${stream} ${listedSubject}`;
          await nats.jetstream().publish(subject, text);
          // a copy from another stream follows the acknowledgement by a moment
          const stored = await until(async () => {
            try {
              const message = await jsm.streams.getMessage(stream, { last_by_subj: subject });
              return message.string() === text ? message : undefined;
            } catch {
              return undefined;
            }
          });
          assert.equal(stored.subject, subject);
        });
      }
    }
  }
});
