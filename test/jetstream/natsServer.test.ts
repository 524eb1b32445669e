import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { connect } from "nats";
import { startNatsServer } from "../support/natsServer";

describe("the test server", () => {
  for (const version of ["2.10.26", "2.15.1"]) {
    it(`runs ${version} with JetStream on a free port and leaves nothing behind`, async () => {
      const server = await startNatsServer({ version });
      const client = await connect({ servers: server.url });
      await (await client.jetstreamManager()).streams.add({ name: "A" });
      assert.equal(client.info?.version, version);
      await client.close();
      await server.stop();
      await server.stop();
      assert.equal(existsSync(server.storeDir), false);
      assert.throws(() => process.kill(server.pid, 0));
    });
  }

  it("keeps ports and store over a kill and a restart", async () => {
    const server = await startNatsServer();
    const first = await connect({ servers: server.url, reconnect: false });
    await (await first.jetstreamManager()).streams.add({ name: "A" });
    await server.kill();
    await server.restart();
    const second = await connect({ servers: server.url });
    assert.equal((await (await second.jetstreamManager()).streams.info("A")).config.name, "A");
    await second.close();
    await server.stop();
  });

  it("fails with the server's own words when its configuration is wrong", async () => {
    await assert.rejects(startNatsServer({ config: "no_such_option {" }), /ended with exit code/);
  });
});
