import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { managing, messagesOn, streamOn } from "../support/liveServer";
import { publishPlainly } from "../support/plainClient";
import { sampleSystem } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

describe("the steps of the workflows", function () {
  this.timeout(120_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory({}, { dataLoss: "allow" });
    ({ url } = story.server);
  });
  after(() => story.end());

  const declare = (config: object): void => {
    story.project.declare(sampleSystem({ ORDERS: { config } }));
  };
  const drift = async (): Promise<{ readonly code: number | null; readonly report: string }> => {
    const file = join(story.project.folder, "drift.md");
    const { code } = await story.project.ci("drift", "--stack", "test", "--markdown", file);
    return { code, report: readFileSync(file, "utf8") };
  };

  it("deploy a stack, and show that nothing is left to change", async () => {
    declare({ maxMsgs: 100 });
    const { code, output } = await story.project.ci("deploy", "--stack", "test");
    assert.equal(code, 0, output);
    assert.match(output, /\+ 3 created[^]*3 unchanged/);
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 100);
  });

  it("find no drift in what was just deployed", async () => {
    const { code, report } = await drift();
    assert.equal(code, 0, report);
    assert.match(report, /### Changed on the servers since the last deployment: nothing\n/);
    assert.match(report, /### Declared, and not deployed yet: nothing\n/);
  });

  it("tell a change on the server from one that is not deployed yet", async () => {
    declare({ maxMsgs: 200 });
    const undeployed = await drift();
    assert.equal(undeployed.code, 1);
    assert.match(
      undeployed.report,
      /### Changed on the servers since the last deployment: nothing\n/,
    );
    assert.match(undeployed.report, /### Declared, and not deployed yet\n[^]*100 => 200/);
    declare({ maxMsgs: 100 });
    await managing(url, ({ streams }) => streams.update("ORDERS", { max_msgs: 7 }));
    const edited = await drift();
    assert.equal(edited.code, 1);
    assert.match(
      edited.report,
      /### Changed on the servers since the last deployment\n[^]*100 => 7/,
    );
    assert.match(edited.report, /### Declared, and not deployed yet: nothing\n/);
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 7, "drift changes nothing");
  });

  it("reset a stack whose data is disposable", async () => {
    await publishPlainly(url, ["orders"]);
    const { code, output } = await story.project.ci("reset", "--stack", "test", "--yes");
    assert.equal(code, 0, output);
    assert.deepEqual(await messagesOn(url), { ORDERS: 0 });
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 100);
  });

  it("fail to reset any other stack, and leave it alone", async () => {
    await publishPlainly(url, ["orders"]);
    for (const config of [{ dataLoss: "refuse" }, { dataLoss: "allow", protect: "true" }]) {
      story.project.configure({ target: "url", url, ...config });
      const { code, output } = await story.project.ci("reset", "--stack", "test", "--yes");
      assert.equal(code, 2, output);
      assert.match(output, /^stack "test" is not reset: its data is not disposable/);
    }
    assert.deepEqual(await messagesOn(url), { ORDERS: 1 });
  });
});
