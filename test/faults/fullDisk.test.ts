import assert from "node:assert/strict";
import type { SystemDefinition } from "../../domain/system";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { deploy, type State, stackOf } from "./engine";
import { serverFindings, stateFindings } from "./findings";
import { bodiesIn, patiently, Publisher } from "./messages";
import { planned } from "./program";
import { startProvider } from "./providerProcess";
import { shop } from "./shop";

const orders = { purpose: "orders", usedBy: [], config: { subjects: ["orders"] } };
const before = shop({ ORDERS: orders });

/** Changes that each write something, one at a time: which of several is refused first is not said. */
const changes: Readonly<Record<string, SystemDefinition>> = {
  "a stream": shop({
    ORDERS: orders,
    INVOICES: { purpose: "invoices", usedBy: [], config: { subjects: ["invoices"] } },
  }),
  "an update": shop({
    ORDERS: { ...orders, config: { ...orders.config, maxAge: "9d", maxMsgSize: 1000 } },
  }),
  "a consumer": shop({
    ORDERS: { ...orders, consumers: { billing: { ackPolicy: "explicit" } } },
  }),
};

/** @returns what a deployment says, or nothing where it comes through */
async function deployed(
  server: TestServer,
  system: SystemDefinition,
  state: State,
): Promise<string | undefined> {
  const provider = startProvider(server.url);
  try {
    const stack = stackOf(system);
    await deploy(await planned(stack, state, server.url), state, provider);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await provider.end();
  }
}

describe("a deployment to a server whose disk is full", function () {
  this.timeout(90_000);

  for (const [what, after] of Object.entries(changes)) {
    it(`is told so, loses nothing, and is put right by the next one: ${what}`, async () => {
      const disk: { blocks?: number } = {};
      const server = await startNatsServer({ disk });
      const plain = await patiently(server.url);
      try {
        const state: State = new Map();
        assert.equal(await deployed(server, before, state), undefined);
        const publisher = new Publisher(plain);
        for (let count = 0; count < 5; count++) assert.ok(await publisher.publish("orders"));
        disk.blocks = 0;
        await server.restart();
        const said = await deployed(server, after, state);
        assert.match(said ?? "", /the server cannot write to its disk, which may be full/);
        delete disk.blocks;
        await server.restart();
        assert.equal(await deployed(server, after, state), undefined);
        const stack = stackOf(after);
        assert.deepEqual(
          [...(await serverFindings(plain, stack)), ...stateFindings(state, stack)],
          [],
        );
        const bodies = await bodiesIn(plain, "ORDERS");
        assert.deepEqual(bodies, publisher.acknowledged.get("ORDERS"));
      } finally {
        await plain.close();
        await server.stop();
      }
    });
  }
});
