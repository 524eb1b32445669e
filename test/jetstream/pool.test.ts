import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { closeAll, connectShared } from "../../jetstream/pool";
import { Unreachable } from "../../jetstream/errors";
import { failureOf } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { freePort } from "../support/ports";

const root = join(__dirname, "../..");

/** How many clients the server counts now. */
async function clientsOf({ monitorPort }: TestServer): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${monitorPort}/connz`);
  const { num_connections } = (await response.json()) as { num_connections: number };
  return num_connections;
}

describe("the shared connection", () => {
  afterEach(closeAll);

  it("is one per target, however many ask at once, and closed with all others", async () => {
    const server = await startNatsServer();
    const target = { name: "local", url: server.url };
    const shared = await Promise.all(Array.from({ length: 20 }, () => connectShared(target)));
    assert.equal(new Set(shared).size, 1);
    assert.equal(await connectShared({ ...target }), shared[0]);
    assert.equal(await clientsOf(server), 1);
    assert.notEqual(await connectShared({ ...target, name: "other" }), shared[0]);
    assert.equal(await clientsOf(server), 2);
    await closeAll();
    await closeAll();
    const again = await connectShared(target);
    assert.notEqual(again, shared[0]);
    assert.equal((await again.facts()).version, "2.15.1");
    await server.stop();
  });

  it("fails for all who ask while nothing listens, and is tried anew by the next", async () => {
    const port = await freePort();
    const target = { name: "local", url: `nats://127.0.0.1:${port}` };
    for (const error of await Promise.all([1, 2].map(() => failureOf(connectShared(target))))) {
      assert.ok(error instanceof Unreachable);
    }
    const server = await startNatsServer({ port });
    assert.equal((await (await connectShared(target)).facts()).version, "2.15.1");
    await server.stop();
  });

  it("does not keep a process alive that forgets to close it", async () => {
    const server = await startNatsServer();
    const program = `
      const { connectShared } = require(${JSON.stringify(join(root, "jetstream/pool"))});
      connectShared({ name: "local", url: ${JSON.stringify(server.url)} })
        .then((js) => js.facts())
        .then(({ version }) => console.log(version));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), "--eval", program],
      { cwd: root, timeout: 15_000 },
    );
    assert.equal(stdout, "2.15.1\n");
    await server.stop();
  });
});
