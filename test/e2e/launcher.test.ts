import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { consumersOn, managing, messagesOn, streamsOf } from "../support/liveServer";
import { localServer } from "../support/localProject";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { copyProject, type Project } from "../support/project";

describe("npm start, npm stop, npm run reset", function () {
  this.timeout(60_000);
  let project: Project;
  before(() => {
    project = copyProject();
  });
  after(() => {
    project.remove();
  });

  const url = (): string => localServer(project).url;
  const created = async (): Promise<readonly unknown[]> =>
    Object.entries(await streamsOf(url())).map(([name, stream]) => [name, stream.created]);
  const fleet = [
    "agent-requests",
    "agent-results",
    "context-updates",
    "planning-events",
    "workflow-events",
  ];

  it("starts a server with both systems on it, and shows what is live", async () => {
    assertDone(
      await project.npm("start"),
      "plan: 19 streams: 19 to create; 5 consumers: 5 to create",
      "observability-agent (14 streams, 0 consumers)",
      "swe-ai-fleet (5 streams, 5 consumers)",
      `19 streams, 5 consumers on ${url()}`,
    );
    assert.equal(Object.keys(await streamsOf(url())).length, 19);
    for (const stream of fleet) {
      assert.deepEqual(Object.keys(await consumersOn(url(), stream)), [`${stream}-worker`]);
    }
  });

  it("changes nothing when it is run again", async () => {
    const before = await created();
    assertDone(
      await project.npm("start"),
      "running since",
      "plan: 19 streams: 19 unchanged; 5 consumers: 5 unchanged",
      "27 unchanged",
    );
    assert.deepEqual(await created(), before);
  });

  it("brings back after a stop what was in memory, and says that it is empty and why", async () => {
    await publishPlainly(url(), ["alerts", "logs.x", "planning.story.created"]);
    const address = url();
    assertDone(await project.npm("stop"), "nats-server stopped");
    assert.deepEqual(project.processes(), []);
    assertDone(
      await project.npm("start"),
      "14 memory streams came back empty (AGENT_TASKS, ALERTS,",
      "memory storage does not survive a restart of the server, not even the configuration of the stream",
      `19 streams, 5 consumers on ${address}`,
    );
    const { ALERTS, LOGS, ["planning-events"]: planning, ...rest } = await messagesOn(url());
    assert.deepEqual({ ALERTS, LOGS, planning }, { ALERTS: 0, LOGS: 0, planning: 1 });
    assert.equal(Object.keys(rest).length, 16);
  });

  it("repairs one system alone where that is asked for", async () => {
    await managing(url(), async ({ streams }) => {
      await streams.delete("ALERTS");
      await streams.delete("agent-results");
    });
    assertDone(await project.npm("start", "--system", "swe-ai-fleet"), "+ 2 created");
    const live = Object.keys(await streamsOf(url()));
    assert.ok(live.includes("agent-results") && !live.includes("ALERTS"), live.join());
    assert.equal(live.length, 18);
  });

  it("fails for a system that it does not know, and names those there are", async () => {
    assertRefused(
      await project.npm("start", "--system", "swe-ai-fleets"),
      '--system: got "swe-ai-fleets"; known are "observability-agent", "swe-ai-fleet"; did you mean "swe-ai-fleet"?',
    );
  });

  it("leaves no process and no folder after a reset", async () => {
    assertDone(await project.npm("reset"), "stopped nats-server", "removed .nats-stack");
    assert.deepEqual(project.processes(), []);
    assert.equal(existsSync(join(project.folder, ".nats-stack")), false);
    const file = "Pulumi.local.yaml";
    assert.equal(readFileSync(join(project.folder, file), "utf8"), readFileSync(file, "utf8"));
  });

  it("deploys one system alone from nothing", async () => {
    assertDone(
      await project.npm("start", "--system=swe-ai-fleet"),
      "plan: 5 streams: 5 to create; 5 consumers: 5 to create",
      `5 streams, 5 consumers on ${url()}`,
    );
    assert.deepEqual(Object.keys(await streamsOf(url())).sort(), fleet);
  });
});
