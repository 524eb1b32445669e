import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const preview = async (): Promise<{ readonly code: number | null; readonly text: string }> => {
    const file = join(story.project.folder, "preview.md");
    rmSync(file, { force: true });
    const { code } = await story.project.ci("preview", "--stack", "test", "--markdown", file);
    return { code, text: readFileSync(file, "utf8") };
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

  it("write what a deployment would do for a pull request, and change nothing", async () => {
    declare({ maxMsgs: 150 });
    const { code, text } = await preview();
    assert.equal(code, 0, text);
    assert.match(text, /^### Plan for nats-stack\/test\n/);
    assert.match(text, /Changed in place \(1\)[^]*stream "ORDERS"[^]*100[^]*150/);
    assert.match(text, /Pulumi: [^\n]*1 update/);
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 100);
    declare({ maxMsgs: 100 });
    const quiet = await preview();
    assert.equal(quiet.code, 0, quiet.text);
    assert.match(quiet.text, /^<details><summary>nats-stack\/test: nothing changes<\/summary>/);
  });

  it("write why nothing could be deployed, or could not be previewed at all", async () => {
    declare({ maxMsgs: 100, maxAge: "soon" });
    const wrong = await preview();
    assert.equal(wrong.code, 1, wrong.text);
    assert.match(wrong.text, /\*\*Mistakes in the declaration\*\*\n\n[^\n]*maxAge[^\n]*soon/);
    const program = join(story.project.folder, "index.ts");
    const kept = readFileSync(program);
    writeFileSync(program, 'throw new Error("not today");\n');
    const failed = await preview();
    writeFileSync(program, kept);
    assert.equal(failed.code, 2, failed.text);
    assert.match(failed.text, /^### Stack `test` could not be previewed\n[^]*not today/);
    declare({ maxMsgs: 100 });
  });

  it("write what is wrong with a file of systems/ that cannot be read at all", async () => {
    const file = join(story.project.folder, "systems", "index.ts");
    for (const [text, message] of [
      [
        "export const systems = {;\n",
        /systems\/index\.ts:1:25: Expected identifier but found ";", in: export/,
      ],
      ['throw new Error("no system today");\n', /no system today/],
    ] as const) {
      writeFileSync(file, text);
      const broken = await preview();
      assert.equal(broken.code, 2, broken.text);
      assert.match(broken.text, /^### Stack `test` could not be previewed\n/);
      assert.match(broken.text, message);
      assert.ok(!broken.text.includes("\u001b"), "Markdown has no colours");
      const { code, output } = await story.project.ci("reset", "--stack", "test", "--yes");
      assert.equal(code, 2, output);
      assert.match(output, message);
    }
    assert.equal((await streamOn(url, "ORDERS")).config.max_msgs, 100, "nothing was destroyed");
    declare({ maxMsgs: 100 });
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
