import assert from "node:assert/strict";
import { copyName } from "../../domain/migration/marks";
import type { SystemDefinition } from "../../domain/system";
import { consumersOn, streamOn, streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, plainly } from "../support/plainClient";
import { deploy, type State, stackOf } from "./engine";
import { planned } from "./program";
import { startProvider } from "./providerProcess";
import { shop } from "./shop";

const hour = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();

const orders = (more: object, consumer: object = {}): SystemDefinition =>
  shop({
    ORDERS: {
      purpose: "orders",
      usedBy: [],
      dataLoss: "allow",
      onImmutableChange: "migrate",
      config: { subjects: ["orders"], ...more },
      consumers: { worker: { ackPolicy: "explicit", ...consumer } },
    },
  });

/** Deploys one system after the other from a machine with a wrong clock. */
async function deployed(
  server: TestServer,
  clockMillis: number,
  systems: readonly SystemDefinition[],
): Promise<void> {
  const state: State = new Map();
  const provider = startProvider(server.url, clockMillis);
  try {
    for (const system of systems) {
      await deploy(await planned(stackOf(system), state, server.url), state, provider);
    }
  } finally {
    await provider.end();
  }
}

const paused = async (server: TestServer): Promise<unknown> =>
  (await askPlainly(server.url, "CONSUMER.INFO.ORDERS.worker"))["paused"];

async function onServer(run: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startNatsServer();
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

describe("a deployment from a machine whose clock is wrong", function () {
  this.timeout(60_000);

  for (const hours of [-50, 50]) {
    const wrong = `${Math.abs(hours)} hours ${hours < 0 ? "behind" : "ahead"}`;

    it(`pauses consumers as long as the server's clock says, ${wrong}`, async () => {
      await onServer(async (server) => {
        const wait = orders({}, { pauseUntil: inHours(20) });
        await deployed(server, hours * hour, [orders({}), wait]);
        assert.equal(await paused(server), true);
        await deployed(server, hours * hour, [wait, orders({}, { pauseUntil: inHours(-20) })]);
        assert.notEqual(await paused(server), true);
      });
    });

    it(`copies a stream that is read, and loses and doubles nothing, ${wrong}`, async () => {
      await onServer(async (server) => {
        await deployed(server, hours * hour, [orders({})]);
        await plainly(server.url, async (nats) => {
          for (let count = 0; count < 20; count++) await nats.request("orders", `${count}`);
        });
        await deployed(server, hours * hour, [orders({}), orders({ storage: "memory" })]);
        const { config, state } = await streamOn(server.url, "ORDERS");
        assert.deepEqual([config.storage, state.messages], ["memory", 20]);
        assert.equal(copyName("ORDERS") in (await streamsOf(server.url)), false);
        const { worker } = await consumersOn(server.url, "ORDERS");
        assert.equal(worker?.num_pending, 20);
        assert.notEqual(await paused(server), true);
      });
    });
  }
});
