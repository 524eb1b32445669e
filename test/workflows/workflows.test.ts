import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { actionlint } from "./actionlint";

const folder = join(".github", "workflows");
const files = readdirSync(folder).map((name) => join(folder, name));
const texts = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** Every line that matches, with its file, so that a failure says where. */
const linesWith = (pattern: RegExp): readonly string[] =>
  texts.flatMap(({ file, text }) =>
    text
      .split("\n")
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

describe("the workflows", () => {
  it("are right by actionlint", async function () {
    this.timeout(300_000);
    const { code, stdout } = await actionlint(files);
    assert.equal(stdout, "");
    assert.equal(code, 0);
  });

  it("fail the check where one is wrong", async () => {
    const { code, stdout } = await actionlint([join("test", "workflows", "wrong.yml")]);
    assert.match(stdout, /unexpected key "step"/);
    assert.equal(code, 1);
  });

  it("take every action by its commit, and name its version", () => {
    const uses = linesWith(/^\s*-? ?uses: (?!\.\/)/);
    assert.ok(uses.length > 0);
    assert.deepEqual(
      uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
      [],
    );
  });

  it("may read the repository, and more only where a job says so", () => {
    for (const { file, text } of texts) {
      assert.match(text, /^permissions:\n {2}contents: read\n\n/m, file);
      assert.doesNotMatch(text, /write-all|contents: write/, file);
    }
  });

  it("leave no credential of theirs behind for later steps", () => {
    const checkouts = linesWith(/uses: actions\/checkout@/).length;
    assert.equal(linesWith(/persist-credentials: false/).length, checkouts);
  });

  it("end by themselves", () => {
    for (const { file, text } of texts) {
      const jobs = text.match(/^ {4}runs-on:/gm)?.length ?? 0;
      assert.equal(text.match(/^ {4}timeout-minutes: \d+$/gm)?.length ?? 0, jobs, file);
    }
  });

  it("never cut a deployment short", () => {
    for (const { file, text } of texts.filter((one) => one.text.includes("group: deploy-"))) {
      assert.match(text, /group: deploy-[^\n]*\n\s*cancel-in-progress: false/, file);
    }
  });

  it("put no value of an event or a matrix into a shell's text", () => {
    assert.deepEqual(linesWith(/^\s*(- )?run: .*\$\{\{/), []);
  });
});
