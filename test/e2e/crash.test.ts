import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { signal } from "../../cli/processes";
import { type Advisories, watchStreams } from "../support/advisories";
import { streamsOf } from "../support/liveServer";
import { leftInBackend, type LocalRun, localRun, localServer } from "../support/localProject";
import { assertDone, assertRefused } from "../support/outcome";
import { copyProject, finished, type Project, type Result } from "../support/project";
import { sampleSystem } from "../support/sampleSystem";
import { until } from "../support/until";

describe("npm start after a run that was killed", function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = copyProject();
    declare(1);
    assertDone(await project.npm("start"));
  });
  after(() => {
    project.remove();
  });

  const names = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `STREAM_${index}`);
  const declare = (count: number, config: object = {}): void => {
    const streams = names(count).map((name) => [name, { config }] as const);
    project.declare(
      sampleSystem({}, "observability-agent"),
      sampleSystem(Object.fromEntries(streams), "swe-ai-fleet"),
    );
  };
  const kill = (...pids: readonly number[]): void => {
    for (const pid of pids) signal(pid, "SIGKILL");
  };
  const run = (): LocalRun => localRun(project) ?? assert.fail("no run was written down");
  const cli = (): number => run().clis.at(-1)?.pid ?? assert.fail("no CLI was written down");
  const allButServer = (): readonly number[] => {
    const { process } = localServer(project);
    return project.processes().filter((pid) => pid !== process.pid);
  };

  /** Starts a command and kills something of it at some moment; what it comes to from then on may be waited for. */
  const cutShort = async (
    moment: (advisories: Advisories) => Promise<unknown>,
    victims: () => readonly number[],
    script = "start",
  ): Promise<{ readonly ended: Promise<Result> }> => {
    const advisories = await watchStreams(localServer(project).url);
    try {
      const ended = finished(project.startNpm(script));
      await Promise.race([moment(advisories), ended.then(({ output }) => assert.fail(output))]);
      kill(...victims());
      const cut = Date.now();
      return { ended: ended.then((result) => ({ ...result, millis: Date.now() - cut })) };
    } finally {
      await advisories.close();
    }
  };
  const recovers = async (count: number, config: object = {}): Promise<void> => {
    const result = await project.npm("start");
    assertDone(result, `${count} streams, 0 consumers on nats://127.0.0.1:`);
    const { url, process } = localServer(project);
    const live = await streamsOf(url);
    assert.deepEqual(Object.keys(live).sort(), [...names(count)].sort());
    for (const stream of Object.values(live)) {
      assert.deepEqual({ ...stream.config, ...config }, stream.config);
    }
    assert.deepEqual(leftInBackend(project), { locks: [], pending: [] });
    assert.equal(localRun(project), undefined);
    await until(() => Promise.resolve(allButServer().length === 0 ? true : undefined));
    assert.deepEqual(project.processes(), [process.pid]);
  };

  it("comes after a CLI that was killed before its first step", async () => {
    declare(12);
    const { ended } = await cutShort(
      () => until(() => Promise.resolve(localRun(project)?.clis[0]), 20_000),
      () => [cli()],
    );
    assertRefused(await ended, 'the Pulumi CLI was killed; "npm start" puts right what it left');
    await recovers(12);
  });

  it("comes after a CLI that was killed while it created streams", async () => {
    declare(24);
    const { ended } = await cutShort(
      (advisories) => advisories.reached("CREATED", 6),
      () => [cli()],
    );
    assertRefused(await ended, "the Pulumi CLI was killed");
    await recovers(24);
  });

  it("comes after a launcher that was killed, whose CLI is still changing streams", async () => {
    declare(24, { maxMsgs: 50 });
    await cutShort(
      (advisories) => advisories.reached("UPDATED", 3),
      () => [run().parent.pid, run().launcher.pid],
    );
    await recovers(24, { max_msgs: 50 });
  });

  it("comes after everything was killed at once while it replaced streams", async () => {
    declare(24, { maxMsgs: 50, storage: "file" });
    const { ended } = await cutShort(
      (advisories) => advisories.reached("DELETED", 10),
      allButServer,
    );
    await ended;
    await recovers(24, { max_msgs: 50, storage: "file" });
  });

  it("comes after a reset that was killed while it deleted streams", async () => {
    const { ended } = await cutShort(
      (advisories) => advisories.reached("DELETED", 12),
      allButServer,
      "reset",
    );
    await ended;
    await recovers(24, { max_msgs: 50, storage: "file" });
  });

  it("comes after the server was killed in the middle, with a stream that it cannot read any more", async () => {
    declare(24, { maxMsgs: 60, storage: "file" });
    const { ended } = await cutShort(
      (advisories) => advisories.reached("UPDATED", 10),
      () => [localServer(project).process.pid],
    );
    assertRefused(await ended, "connection refused, nothing listens there; start the server");
    // what a kill while it writes may leave
    writeFileSync(join(project.folder, description("STREAM_0")), "{");
    await recovers(24, { max_msgs: 60, storage: "file" });
  });
});

/** Where a server keeps what a file stream is, below the project's folder. */
const description = (stream: string): string =>
  join(".nats-stack", "server", "jetstream", "jetstream", "$G", "streams", stream, "meta.inf");
