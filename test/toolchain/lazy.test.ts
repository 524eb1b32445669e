import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = dirname(dirname(__dirname));
const lazy = JSON.stringify(join(root, "toolchain", "lazy.cjs"));

/** Runs a script in a process of its own, for it changes how that process loads modules. */
function run(script: string, eager = ""): unknown {
  const output = execFileSync(process.execPath, ["-e", script], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NATS_STACK_EAGER: eager },
  });
  return JSON.parse(output);
}

const loading = `
  require(${lazy}).install();
  const loaded = () => ["@npmcli/arborist", "pulumi/automation", "typescript/lib"].map((part) =>
    Object.keys(require.cache).some((file) => file.includes(part)));
  const pulumi = require("@pulumi/pulumi");
  const first = loaded();
  const workspace = typeof pulumi.automation.LocalWorkspace.create;
  pulumi.runtime.computeCodePaths().then(() =>
    pulumi.runtime.serializeFunction(() => 40 + 2).then(({ text }) =>
      console.log(JSON.stringify({ first, workspace, works: text.includes("40 + 2"), last: loaded() }))));
`;

describe("what a run seldom needs", function () {
  this.timeout(60_000);

  it("is loaded when somebody uses it, and works as ever", () => {
    const [none, all] = [
      [false, false, false],
      [true, true, true],
    ];
    assert.deepEqual(run(loading), { first: none, workspace: "function", works: true, last: all });
    assert.deepEqual(run(loading, "1"), {
      first: all,
      workspace: "function",
      works: true,
      last: all,
    });
  });

  it("is to map a stack: that of an error that ends the program is, no other", () => {
    const mapping = (failure: string): string => `
      Error.prepareStackTrace = () => "mapped";
      const seen = [];
      const show = (error) => { seen.push(error.stack.split("\\n")[0]); console.log(JSON.stringify(seen)); };
      process.on("uncaughtException", show);
      process.on("unhandledRejection", show);
      require(${lazy}).install();
      seen.push(new Error("of a promise").stack.split("\\n")[0]);
      ${failure}
    `;
    for (const failure of [
      'setImmediate(() => { throw new Error("x") })',
      'void Promise.reject(new Error("x"))',
    ]) {
      assert.deepEqual(run(mapping(failure)), ["Error: of a promise", "mapped"]);
      assert.deepEqual(run(mapping(failure), "1"), ["mapped", "mapped"]);
    }
  });
});
