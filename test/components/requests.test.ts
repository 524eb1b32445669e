import assert from "node:assert/strict";
import { apiCount } from "../../bench/apiCount";
import { closeAll } from "../../jetstream/pool";
import { streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { loader, type Provider, providersFor, streamInputs } from "../support/provider";

describe("requests of the provider of Stream", () => {
  let server: TestServer;
  let provider: Provider;

  before(async () => {
    server = await startNatsServer();
    provider = (await providersFor(server.url)).stream;
  });

  after(async () => {
    await closeAll();
    await server.stop();
  });

  it("are two to make or delete one: a look at it, and the change", async () => {
    const requests = async (act: () => Promise<unknown>): Promise<number> => {
      const before = await apiCount(server.monitorPort);
      await act();
      return (await apiCount(server.monitorPort)) - before;
    };
    const make = async (name: string) =>
      provider.create(await streamInputs(provider, name, { subjects: [name.toLowerCase()] }));
    // the first one asks for the facts of the server and for all streams in the middle of a migration as well
    await make("FIRST");
    assert.equal(await requests(() => make("ORDERS")), 2);
    const { outs } = await make("GONE");
    assert.equal(await requests(() => provider.delete("GONE", { ...outs, ...loader })), 2);
    assert.deepEqual(Object.keys(await streamsOf(server.url)).sort(), ["FIRST", "ORDERS"]);
  });
});
