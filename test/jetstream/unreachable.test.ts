import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "../../jetstream/connection";
import { Unreachable } from "../../jetstream/errors";
import { assertFails } from "../support/failure";
import { startNatsServer } from "../support/natsServer";
import { freePort, listening, listeningHttp } from "../support/ports";

const at = (port: number, host = "127.0.0.1"): { name: string; url: string } => ({
  name: "local",
  url: `nats://${host}:${port}`,
});

const within = async (millis: number, action: () => Promise<unknown>): Promise<void> => {
  const start = performance.now();
  await action();
  const took = performance.now() - start;
  assert.ok(took < millis, `took ${took} ms`);
};

describe("connecting to a server that is not there", () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    it(`fails at once where nothing listens on ${host}`, async () => {
      const port = await freePort();
      await within(1000, () =>
        assertFails(
          connect(at(port, host)),
          Unreachable,
          `target "local": ${host}:${port}: connection refused, nothing listens there; start the server, or correct the url`,
        ),
      );
    });
  }

  it("fails at a host without an address", async () => {
    await assertFails(
      connect({ name: "local", url: "nats://no-such-host.invalid" }),
      Unreachable,
      'target "local": no-such-host.invalid:4222: the host "no-such-host.invalid" has no address (ENOTFOUND); correct the url',
    );
  });

  it("fails at an HTTP server without waiting for the deadline", async () => {
    const { port, close } = await listeningHttp((_request, response) => response.end("hello"));
    await within(2500, () =>
      assertFails(
        connect(at(port)),
        Unreachable,
        `target "local": 127.0.0.1:${port}: an HTTP server answers there; use the port for NATS clients, usually 4222, not the one for monitoring`,
      ),
    );
    await close();
  });

  it("fails at the monitoring port of a NATS server", async () => {
    const server = await startNatsServer();
    await assertFails(
      connect(at(server.monitorPort)),
      Unreachable,
      `target "local": 127.0.0.1:${server.monitorPort}: an HTTP server answers there; use the port for NATS clients, usually 4222, not the one for monitoring`,
    );
    await server.stop();
  });

  it("fails at a server of another protocol", async () => {
    const { port, close } = await listening((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"));
    await assertFails(
      connect(at(port)),
      Unreachable,
      `target "local": 127.0.0.1:${port}: what answers there is no NATS server; correct the port`,
    );
    await close();
  });

  it("fails at the deadline where a port accepts and never answers", async () => {
    const { port, close } = await listening(() => undefined);
    await within(1000, () =>
      assertFails(
        connect(at(port), { deadlineMillis: 500 }),
        Unreachable,
        `target "local": 127.0.0.1:${port}: something accepts connections but stays silent for 500ms, which no NATS server does; correct the port, or set nats-stack:tlsFirst where the server starts with TLS`,
      ),
    );
    await close();
  });

  it("fails where a port accepts and hangs up", async () => {
    const { port, close } = await listening((socket) => socket.end());
    await assertFails(
      connect(at(port)),
      Unreachable,
      `target "local": 127.0.0.1:${port}: something accepts connections but hangs up without a word, which no NATS server does; correct the port, or set nats-stack:tlsFirst where the server starts with TLS`,
    );
    await close();
  });

  it("fails where a server greets and then stays silent", async () => {
    const info = JSON.stringify({ version: "2.15.1", proto: 1, max_payload: 1, headers: true });
    const { port, close } = await listening((socket) => socket.write(`INFO ${info}\r\n`));
    await assertFails(
      connect(at(port), { deadlineMillis: 500 }),
      Unreachable,
      `target "local": 127.0.0.1:${port}: no answer within 500ms; check host, port and the firewalls on the way`,
    );
    await close();
  });

  it("leaves no connection behind when it gives up", async () => {
    const sockets: Socket[] = [];
    const { port, close } = await listening((socket) => sockets.push(socket.resume()));
    await assert.rejects(connect(at(port), { deadlineMillis: 200 }));
    for (const socket of sockets) if (!socket.closed) await once(socket, "close");
    assert.equal(sockets.length, 1);
    await close();
  });

  it("waits for a server that starts late where it is told to", async () => {
    const port = await freePort();
    const connecting = connect(at(port), { awaitServer: true, deadlineMillis: 10_000 });
    const server = await startNatsServer({ port });
    const js = await connecting;
    assert.equal((await js.facts()).version, "2.15.1");
    await js.close();
    await server.stop();
  });

  it("fails at the deadline where the server it waits for never starts", async () => {
    const port = await freePort();
    await within(2000, () =>
      assertFails(
        connect(at(port), { awaitServer: true, deadlineMillis: 500 }),
        Unreachable,
        `target "local": 127.0.0.1:${port}: connection refused, nothing listens there; start the server, or correct the url`,
      ),
    );
  });

  it("takes the next address where the first leads nowhere", async () => {
    const [port, server] = [await freePort(), await startNatsServer()];
    const js = await connect({ name: "local", url: `nats://127.0.0.1:${port},${server.url}` });
    assert.equal(js.server.version, "2.15.1");
    await js.close();
    await server.stop();
  });

  it("shows itself to the server by its name", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    const response = await fetch(`http://127.0.0.1:${server.monitorPort}/connz`);
    const { connections } = (await response.json()) as { connections: { name: string }[] };
    assert.deepEqual(
      connections.map(({ name }) => name),
      ["nats-stack"],
    );
    await js.close();
    await server.stop();
  });
});
