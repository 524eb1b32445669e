import assert from "node:assert/strict";
import { faultProxy } from "../support/faultProxy";
import { startNatsServer } from "../support/natsServer";
import { plainly } from "../support/plainClient";
import { inLanes } from "./run";

/** Seeds that once ended otherwise than they have to. */
const found = {
  130: "a consumer of a workqueue took over from another one that was to be deleted last: no deployment could do that",
  1098: "the same where the stream became a workqueue by copying",
  1292: "the consumer with which a server copies a workqueue counted as one that stands against the plan",
  181: "a migration that lowered a limit as well deleted messages that the plan had not counted",
};

describe("random deployments that faults strike", function () {
  this.timeout(120_000);

  it("end as declared after one ordinary run, with every message that no plan gave up", async () => {
    const seeds = [...Object.keys(found).map(Number), ...Array.from({ length: 20 }, (_, at) => at)];
    const reports = await inLanes(seeds, {}, () => undefined);
    assert.deepEqual(
      reports.filter(({ findings }) => findings.length > 0),
      [],
    );
    const struck = reports.filter(({ failure }) => failure !== undefined);
    assert.ok(struck.length >= 3, `only ${struck.length} were broken off`);
  });
});

describe("a proxy with faults", () => {
  /** @returns how three requests at once ended, in the order in which they did */
  async function ended(
    kind: "cutAfter" | "drop" | "reorder" | "delay",
  ): Promise<readonly string[]> {
    const server = await startNatsServer();
    const proxy = await faultProxy(server.port);
    const order: string[] = [];
    try {
      await plainly(
        proxy.url,
        async (nats) => {
          proxy.arm([{ at: 0, kind, millis: 200 }]);
          const ask = async (api: string): Promise<void> => {
            try {
              await nats.request(`$JS.API.${api}`, "", { timeout: 1000 });
              order.push(api);
            } catch {
              order.push(`${api} failed`);
            }
          };
          await Promise.all([ask("INFO"), ask("STREAM.NAMES"), ask("STREAM.LIST")]);
          assert.deepEqual(proxy.asked().slice(0, 3), ["INFO", "STREAM.NAMES", "STREAM.LIST"]);
        },
        { reconnect: false },
      );
    } finally {
      await proxy.close();
      await server.stop();
    }
    return order;
  }

  /** A server answers these in no fixed order. */
  const theOthers = new Set(["STREAM.NAMES", "STREAM.LIST"]);

  it("loses one answer and no other", async () => {
    const [last, ...others] = [...(await ended("drop"))].reverse();
    assert.deepEqual([last, new Set(others)], ["INFO failed", theOthers]);
  });

  it("lets an answer come late, or after the next ones", async () => {
    const [last, ...others] = [...(await ended("delay"))].reverse();
    assert.deepEqual([last, new Set(others)], ["INFO", theOthers]);
    assert.notEqual((await ended("reorder"))[0], "INFO");
  });

  it("breaks the connection once a request was answered", async () => {
    const order = await ended("cutAfter");
    assert.ok(order.includes("INFO failed"), order.join());
  });
});
