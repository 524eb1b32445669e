import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove, replaceObject } from "../../cli/files";
import { runningServer, serverMark, serverProcesses, stopServers } from "../../cli/localServer";
import { thisMachine } from "../../cli/machine";
import { Mistake } from "../../cli/mistake";
import { placesIn } from "../../cli/places";
import { isAlive, processTable, signal } from "../../cli/processes";
import type { ServerPorts } from "../../cli/serverConfig";
import { portOf, readServer } from "../../cli/serverFile";
import { readInfo } from "../../cli/serverProbe";
import { ensureServer, type EnsuredServer } from "../../cli/startServer";
import { until } from "../../cli/wait";
import type { Workplace } from "../../cli/workplace";
import { askPlainly } from "../support/plainClient";
import { freePort, listening } from "../support/ports";
import { serverBinary } from "../support/serverBinary";

describe("local server", () => {
  const processes = processTable();
  let root: string;
  let said: string[];
  let place: Workplace;
  let ports: ServerPorts;
  let executable: string;

  const ensure = (more: { readonly readyMillis?: number } = {}): Promise<EnsuredServer> =>
    ensureServer(place, { executable, ports, ...more });
  const kill = async ({ server }: EnsuredServer): Promise<void> => {
    signal(server.process.pid, "SIGKILL");
    await until(5000, () => (isAlive(server.process, processes) ? undefined : true));
  };
  const addStream = (url: string, name: string, storage: string): Promise<object> =>
    askPlainly(url, `STREAM.CREATE.${name}`, { name, subjects: [name], storage });
  const streamNames = async (url: string): Promise<unknown> =>
    (await askPlainly(url, "STREAM.NAMES"))["streams"];

  before(async () => {
    executable = await serverBinary("2.15.1");
  });
  beforeEach(async () => {
    // a name with everything that nats.conf and shells care about
    root = mkdtempSync(join(tmpdir(), 'nats stack "\\$'));
    said = [];
    const say = (line: string): number => said.push(line);
    place = { places: placesIn(root), machine: thisMachine(), processes, say };
    ports = { client: await freePort(), monitoring: await freePort() };
  });
  afterEach(async () => {
    await stopServers(place);
    assert.deepEqual(serverProcesses(place), []);
    rmSync(root, { recursive: true, force: true });
  });

  it("starts, and writes down how it is reached", async () => {
    const { server, started } = await ensure();
    assert.equal(started, true);
    assert.equal(server.url, `nats://127.0.0.1:${ports.client}`);
    assert.equal(server.version, "2.15.1");
    assert.deepEqual(readServer(place.places.serverFile), server);
    const info = await askPlainly(server.url, "INFO");
    assert.equal(info["error"], undefined);
    assert.deepEqual(said, []);
  });

  it("is taken again while it runs, streams and all", async () => {
    const first = await ensure();
    await addStream(first.server.url, "MEMORY", "memory");
    const second = await ensure();
    assert.deepEqual(second, { server: first.server, started: false });
    assert.deepEqual(await streamNames(second.server.url), ["MEMORY"]);
  });

  it("has room for fourteen memory streams of 100MB", async () => {
    const { server } = await ensure();
    for (let index = 0; index < 14; index += 1) {
      const config = { name: `S${index}`, subjects: [`s${index}`], max_bytes: 100_000_000 };
      const made = await askPlainly(server.url, `STREAM.CREATE.S${index}`, {
        ...config,
        storage: "memory",
      });
      assert.equal(made["error"], undefined);
    }
  });

  it("comes back after a stop on the same ports, with its file streams and without its memory streams", async () => {
    const first = await ensure();
    await addStream(first.server.url, "FILE", "file");
    await addStream(first.server.url, "MEMORY", "memory");
    assert.equal(await stopServers(place), 1);
    assert.equal(isAlive(first.server.process, processes), false);
    assert.equal(existsSync(place.places.serverFile), false);
    const second = await ensureServer(place, { executable });
    assert.equal(second.server.url, first.server.url);
    assert.equal(second.started, true);
    assert.deepEqual(await streamNames(second.server.url), ["FILE"]);
  });

  it("is started anew after it was killed", async () => {
    const first = await ensure();
    await kill(first);
    assert.equal(await runningServer(place), undefined);
    const second = await ensure();
    assert.equal(second.started, true);
    assert.notEqual(second.server.serverId, first.server.serverId);
    assert.equal(second.server.url, first.server.url);
  });

  it("is started anew while it hangs, and the hanging one is killed", async () => {
    const first = await ensure();
    signal(first.server.process.pid, "SIGSTOP");
    assert.equal(await runningServer(place), undefined);
    assert.equal(await stopServers(place, 200), 1);
    assert.match(said.join("\n"), /did not end within 0\.2 s and was killed/);
    assert.equal(isAlive(first.server.process, processes), false);
    assert.equal((await ensure()).started, true);
  });

  it("is taken back where its start was cut short before it was written down", async () => {
    const first = await ensure();
    await addStream(first.server.url, "MEMORY", "memory");
    remove(place.places.serverFile);
    const second = await ensure();
    assert.equal(second.started, false);
    assert.equal(second.server.process.pid, first.server.process.pid);
    assert.deepEqual(await streamNames(second.server.url), ["MEMORY"]);
  });

  it("leaves a foreign process on its port alone", async () => {
    const foreign = await listening(() => undefined);
    ports = { ...ports, client: foreign.port };
    const { server } = await ensure();
    assert.ok(portOf(server.url) > foreign.port);
    const line = `port ${foreign.port} belongs to another process, which is left alone; using ${portOf(server.url)}`;
    assert.deepEqual(said, [line]);
    await foreign.close();
  });

  it("does not take somebody else's server for its own, though the file says so", async () => {
    const other = { ...place, places: placesIn(mkdtempSync(join(tmpdir(), "nats-stack-"))) };
    const theirs = await ensureServer(other, { executable, ports });
    try {
      replaceObject(place.places.serverFile, { ...theirs.server, serverId: "NOBODY" });
      assert.equal(await runningServer(place), undefined);
      replaceObject(place.places.serverFile, theirs.server);
      assert.equal(await runningServer(place), undefined);
      remove(place.places.serverFile);
      const { server } = await ensure();
      assert.notEqual(server.url, theirs.server.url);
      assert.equal(await stopServers(place), 1);
      assert.ok(await readInfo("127.0.0.1", ports.client, 2000));
    } finally {
      await stopServers(other);
      rmSync(other.places.root, { recursive: true });
    }
  });

  it("does not touch the process that has the noted id after a reboot", async () => {
    const { server } = await ensure();
    await stopServers(place);
    const started = processes.find(process.pid)?.started ?? "";
    const stale = { ...server, process: { pid: process.pid, started } };
    replaceObject(place.places.serverFile, {
      ...stale,
      machine: { ...server.machine, boot: "earlier" },
    });
    assert.deepEqual(serverProcesses(place), []);
    assert.equal(await stopServers(place), 0);
  });

  it("does not touch the process that got the noted id later", async () => {
    const { server } = await ensure();
    await stopServers(place);
    const stale = { ...server, process: { pid: process.pid, started: "another time" } };
    replaceObject(place.places.serverFile, stale);
    assert.equal(await stopServers(place), 0);
    assert.equal(existsSync(place.places.serverFile), false);
  });

  it("fails to stop what answers but cannot be seen: a server of another container", async () => {
    const { server } = await ensure();
    const blind = { ...place, processes: { find: () => undefined, marked: () => [] } };
    await assert.rejects(stopServers(blind), (error: Error) => {
      assert.ok(error instanceof Mistake);
      assert.match(
        error.message,
        /^nats-server answers on nats:\S+, but its process cannot be seen/,
      );
      return true;
    });
    assert.deepEqual(await runningServer(place), server);
  });

  it("is marked for this folder alone, and not as part of a run", async () => {
    process.env["NATS_STACK_RUN"] = "a run";
    try {
      const { server } = await ensure();
      const marked = processes.marked(serverMark, place.places.mark).map(({ pid }) => pid);
      assert.deepEqual(marked, [server.process.pid]);
      const ofRun = processes.marked("NATS_STACK_RUN", "a run").map(({ pid }) => pid);
      assert.ok(!ofRun.includes(server.process.pid));
    } finally {
      delete process.env["NATS_STACK_RUN"];
    }
  });

  it("fails with the end of the log where it does not come up, and leaves nothing running", async () => {
    const { places } = place;
    writeFileSync(
      join(root, "broken"),
      "#!/bin/sh\necho old\necho 'no space left on device' >&2\nexit 1\n",
    );
    chmodSync(join(root, "broken"), 0o755);
    executable = join(root, "broken");
    await assert.rejects(ensure(), (error: Error) => {
      assert.ok(error instanceof Mistake);
      assert.match(
        error.message,
        /^nats-server did not come up; the end of \.nats-stack\/server\/nats-server\.log:\n/,
      );
      assert.match(error.message, /\n {2}no space left on device$/);
      return true;
    });
    assert.match(readFileSync(places.serverLog, "utf8"), /no space left/);
    executable = await serverBinary("2.15.1");
  });

  it("fails where it takes too long, and ends it", async () => {
    const slow = join(root, "slow");
    writeFileSync(slow, "#!/bin/sh\nexec sleep 60\n");
    chmodSync(slow, 0o755);
    await assert.rejects(
      ensureServer(place, { executable: slow, ports, readyMillis: 300 }),
      /did not come up/,
    );
    assert.deepEqual(serverProcesses(place), []);
  });

  it("fails where the executable cannot be started", async () => {
    await assert.rejects(
      ensureServer(place, { executable: join(root, "absent"), ports }),
      /^Mistake: cannot start ".*absent": /,
    );
  });
});

describe("INFO of a server", () => {
  it("is undefined where nobody listens, nothing is said, or it is no NATS", async () => {
    assert.equal(await readInfo("127.0.0.1", await freePort(), 1000), undefined);
    const answers = ["", "HTTP/1.1 400 Bad Request\r\n\r\n", "INFO {\r\n", "INFO {}\r\n"];
    for (const answer of answers) {
      const port = await listening((socket) => {
        socket.write(answer);
      });
      assert.equal(await readInfo("127.0.0.1", port.port, 200), undefined);
      await port.close();
    }
  });
});
