import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "../../jetstream/connection";
import { JetStreamOff, Unanswered, Unreachable } from "../../jetstream/errors";
import { createStream, deleteStream, observeStream } from "../../jetstream/streams";
import { assertFails, failureOf } from "../support/failure";
import { until } from "../support/until";
import { startNatsServer } from "../support/natsServer";
import { askPlainly } from "../support/plainClient";

/** A signal to stop takes a moment to reach all threads of a process; where there is no /proc, nobody can tell. */
const stopped = (pid: number): Promise<true> =>
  until(() => {
    if (!existsSync("/proc")) return Promise.resolve(true);
    const threads = readdirSync(`/proc/${pid}/task`).map((id) =>
      readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8"),
    );
    return Promise.resolve(threads.every((stat) => /\) T /.test(stat)) ? true : undefined);
  });

describe("a server that goes, hangs or has no JetStream", () => {
  for (const version of ["2.10.26", "2.15.1"]) {
    it(`fails at once on ${version} where JetStream is off`, async () => {
      const server = await startNatsServer({ version, jetstream: false });
      const js = await connect({ name: "local", url: server.url });
      const start = performance.now();
      await assertFails(
        js.facts(),
        JetStreamOff,
        `target "local": 127.0.0.1:${server.port}: JetStream is off at this server; start it with "-js" or with a jetstream block in its configuration`,
      );
      assert.ok(performance.now() - start < 1000);
      await js.close();
      await server.stop();
    });

    it(`fails on ${version} where JetStream is off for the account`, async () => {
      const server = await startNatsServer({
        version,
        config: `accounts {
          A { users: [{ user: a, password: a }], jetstream: enabled }
          B { users: [{ user: b, password: b }] }
        }`,
      });
      const auth = { kind: "user", user: "b", password: "b" } as const;
      const js = await connect({ name: "local", url: server.url, auth });
      await assertFails(
        observeStream(js, "A"),
        JetStreamOff,
        `target "local": 127.0.0.1:${server.port}: JetStream is off for this account; switch it on in the account's configuration`,
      );
      await js.close();
      await server.stop();
    });
  }

  it("fails where no server has the JetStream domain", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url, domain: "hub" });
    await assertFails(
      js.request("INFO", undefined, { totalMillis: 300 }),
      JetStreamOff,
      `target "local": 127.0.0.1:${server.port}: no JetStream answers in domain "hub"; correct the domain, or start its server`,
    );
    await js.close();
    await server.stop();
  });

  it("is asked in its JetStream domain", async () => {
    const server = await startNatsServer({ jetstream: "domain: hub" });
    const js = await connect({ name: "local", url: server.url, domain: "hub" });
    await createStream(js, "A", { storage: "memory" });
    assert.equal((await askPlainly(server.url, "STREAM.INFO.A"))["error"], undefined);
    await js.close();
    await server.stop();
  });

  it("is found again after a restart, by reads and by changes", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await createStream(js, "A", {});
    await server.restart();
    assert.equal((await observeStream(js, "A"))?.name, "A");
    await server.restart();
    await deleteStream(js, "A");
    const { error } = await askPlainly(server.url, "STREAM.INFO.A");
    assert.deepEqual(error, { code: 404, err_code: 10059, description: "stream not found" });
    await js.close();
    await server.stop();
  });

  it("is waited for while it restarts in the middle of a read", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await createStream(js, "A", {});
    await server.kill();
    const [observed] = await Promise.all([observeStream(js, "A"), server.restart()]);
    assert.equal(observed?.name, "A");
    await js.close();
    await server.stop();
  });

  it("fails within seconds after it was killed, for reads and changes alike", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await server.kill();
    // whatever was in flight may have met either end of the connection; from here on it is known to be broken
    await failureOf(js.request("INFO", undefined, { totalMillis: 1 }));
    const start = performance.now();
    const message = `target "local": 127.0.0.1:${server.port}: connection refused, nothing listens there; start the server, or correct the url`;
    await Promise.all([
      assertFails(observeStream(js, "A"), Unreachable, message),
      assertFails(createStream(js, "A", {}), Unreachable, message),
    ]);
    assert.ok(performance.now() - start < 5000);
    await js.close();
    await server.stop();
  });

  it("fails at once for a change that is in flight when it is killed, and says that it may be done", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    process.kill(server.pid, "SIGSTOP");
    const failing = failureOf(createStream(js, "A", {}));
    const start = performance.now();
    await server.kill();
    const error = await failing;
    assert.equal(
      error.message,
      `target "local": 127.0.0.1:${server.port}: stream "A": create: the connection broke before the answer; it may have been done or be done later: look before you repeat it`,
    );
    assert.ok(error instanceof Unanswered);
    assert.equal(error.request, "STREAM.CREATE.A");
    assert.ok(performance.now() - start < 2000);
    await js.close();
    await server.stop();
  });

  it("fails at the deadline where it hangs, and is found again when it goes on", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url }, { requestMillis: 1000 });
    process.kill(server.pid, "SIGSTOP");
    await stopped(server.pid);
    await assertFails(
      js.request("STREAM.INFO.A", undefined, { totalMillis: 1000 }),
      Unreachable,
      `target "local": 127.0.0.1:${server.port}: stream "A": info: no answer within 1s; check the server, then run again`,
    );
    process.kill(server.pid, "SIGCONT");
    // a read is asked again until it is answered
    await js.request("INFO");
    await createStream(js, "A", { storage: "memory" });
    assert.equal((await observeStream(js, "A"))?.name, "A");
    await js.close();
    await server.stop();
  });

  it("fails for a change without an answer and does not send it again", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url }, { requestMillis: 200 });
    await assertFails(
      js.request("STREAM.NONSENSE.A", {}, { changes: true }),
      Unanswered,
      `target "local": 127.0.0.1:${server.port}: stream "A": nonsense: no answer within 200ms; it may have been done or be done later: look before you repeat it`,
    );
    await js.close();
    await server.stop();
  });

  it("fails for whoever asks after closing", async () => {
    const server = await startNatsServer();
    const js = await connect({ name: "local", url: server.url });
    await js.close();
    await assertFails(js.facts(), Unreachable, 'target "local": the connection was closed');
    await server.stop();
  });
});
