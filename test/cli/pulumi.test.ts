import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processTable } from "../../cli/processes";
import { runCaptured, runQuietly } from "../../cli/pulumi";
import { until } from "../../cli/wait";

const node = {
  executable: process.execPath,
  folder: process.cwd(),
  environment: { GREETING: "hi" },
};

describe("Pulumi CLI", () => {
  it("gets its variables, and what it says is caught", async () => {
    const code = "console.log(process.env.GREETING); console.error('oh'); process.exitCode = 6";
    const captured = await runCaptured(node, ["-e", code, "--"]);
    assert.deepEqual(captured, { code: 6, stdout: "hi\n", stderr: "oh\n" });
  });

  it("fails with what it says where it must not fail", async () => {
    const args = ["-e", "console.error('error: no'); process.exitCode = 1", "--"];
    await assert.rejects(runQuietly(node, args), /" failed: error: no$/);
  });

  it("fails where there is none", async () => {
    const absent = { ...node, executable: join(process.cwd(), "absent") };
    await assert.rejects(runCaptured(absent, []), /^Mistake: cannot start ".*absent": /);
  });

  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`is asked to end once, however often its launcher gets ${name}`, async () => {
      const launcher = spawn(
        process.execPath,
        ["-r", "tsx/cjs", join("test", "cli", "interrupt.ts")],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const output = outputOf(launcher);
      await until(10_000, () => (output().includes("ready") ? true : undefined));
      const closed = once(launcher, "close");
      launcher.kill(name);
      launcher.kill(name);
      await closed;
      assert.match(output(), /\{"code":11,"interrupted":true\}\n$/);
      const pid = Number(/^pid (\d+)/.exec(output())?.[1]);
      assert.equal(processTable().find(pid), undefined);
    });
  }
});

function outputOf(child: ChildProcess): () => string {
  let output = "";
  child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  return () => output;
}
