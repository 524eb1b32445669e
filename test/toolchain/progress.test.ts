import assert from "node:assert/strict";
import { elapsed, inStep, reportTo, type Screen, transferred } from "../../toolchain/progress";
import { lastWords, run } from "../../toolchain/run";

const screen = (more: Partial<Screen> = {}) => {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text), ...more };
};

describe("a step's progress", () => {
  it("is one line at the start and one at the end of a short step in a log", async () => {
    const log = screen();
    const result = await inStep(reportTo(log), "downloading x", (step) => {
      step.detail("1 of 2 MB");
      return Promise.resolve(7);
    });
    assert.equal(result, 7);
    assert.deepEqual(log.written, ["downloading x: started\n", "downloading x: ended after 0 s\n"]);
  });

  it("is rewritten in one line of a terminal, no wider than it, and gone at the end", async () => {
    const terminal = screen({ isTTY: true, columns: 20 });
    const drawn = new Promise<void>((resolve) => {
      terminal.write = (text: string) => {
        if (terminal.written.push(text) === 2) resolve();
        return true;
      };
    });
    await inStep(reportTo(terminal), "downloading", (step) => {
      step.detail("1.0 of 2.0 MB");
      return drawn;
    });
    const [first, second] = terminal.written;
    assert.equal(first, "\r\u001b[Kdownloading, 0 s");
    assert.equal(second, "\r\u001b[Kdownloading, 1.0 of");
    assert.equal(terminal.written.at(-1), "\r\u001b[K");
  });

  it("ends although the work fails", async () => {
    const log = screen();
    await assert.rejects(
      inStep(reportTo(log), "x", () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(log.written.at(-1), "x: ended after 0 s\n");
  });

  it("gives times and amounts that people read", () => {
    assert.deepEqual([400, 59_400, 60_000, 252_000].map(elapsed), [
      "0 s",
      "59 s",
      "1 min 0 s",
      "4 min 12 s",
    ]);
    assert.equal(transferred(3_440_000, 7_200_000), "3.4 of 7.2 MB");
    assert.equal(transferred(3_440_000, undefined), "3.4 MB");
  });
});

describe("run", () => {
  const node = (script: string, millis = 10_000) =>
    run(process.execPath, ["-e", script], { environment: process.env, millis });

  it("gives what the program wrote and its exit code", async () => {
    const result = await node(`console.log("out"); console.error("err"); process.exitCode = 3`);
    assert.deepEqual(result, { code: 3, stdout: "out\n", stderr: "err\n" });
    assert.equal(lastWords(result), "exit code 3 | err");
  });

  it("fails on a program that takes too long, and ends it", async () => {
    const result = await node(`console.log(process.pid); setInterval(() => {}, 1000)`, 500);
    assert.equal(result.code, undefined);
    assert.equal(lastWords(result).split(" | ")[0], "took longer than 0.5 s");
    const isGone = () => {
      try {
        return !process.kill(Number(result.stdout), 0);
      } catch {
        return true;
      }
    };
    while (!isGone()) await new Promise((resolve) => setImmediate(resolve));
  });

  it("fails on a program that is not there, or is ended by a signal", async () => {
    const options = { environment: process.env, millis: 10_000 };
    assert.equal(lastWords(await run("no-such-program", [], options)), "not found");
    assert.equal(lastWords(await node(`process.kill(process.pid)`)), "ended by SIGTERM");
  });
});
