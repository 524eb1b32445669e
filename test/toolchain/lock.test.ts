import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "../../toolchain/lock.cjs";
import { type Machine, makeMachine } from "./support";

describe("withLock", () => {
  let machine: Machine;
  let file: string;
  beforeEach(() => {
    machine = makeMachine();
    file = join(machine.folder, "locks", "one.lock");
  });
  afterEach(() => {
    machine.remove();
  });

  const never = () => {
    assert.fail("nobody else is at work");
  };

  it("runs the work, tells that it did not wait, and leaves no file", async () => {
    const waited = await withLock(file, never, (told) => {
      assert.ok(existsSync(file));
      return Promise.resolve(told);
    });
    assert.equal(waited, false);
    assert.equal(existsSync(file), false);
  });

  it("waits for another process that is at work", async () => {
    const other = spawn(
      process.execPath,
      [
        "-e",
        `require(process.argv[1]).withLock(process.argv[2], () => {}, async () => {
           console.log("working");
           await new Promise((resolve) => process.stdin.once("data", resolve));
           process.stdin.destroy();
         })`,
        join(__dirname, "..", "..", "toolchain", "lock.cjs"),
        file,
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    await once(other.stdout, "data");
    const order: string[] = [];
    const exit = once(other, "exit");
    const waited = await withLock(
      file,
      () => {
        order.push("waiting");
        other.stdin.write("done\n");
      },
      (told) => {
        order.push("working");
        return Promise.resolve(told);
      },
    );
    await exit;
    assert.deepEqual(order, ["waiting", "working"]);
    assert.equal(waited, true);
  });

  it("takes over from a process that was killed", async () => {
    mkdirSync(dirname(file));
    writeFileSync(file, "1\n");
    const past = new Date(Date.now() - 60_000);
    utimesSync(file, past, past);
    assert.equal(
      await withLock(
        file,
        () => undefined,
        () => Promise.resolve("done"),
      ),
      "done",
    );
    assert.equal(existsSync(file), false);
  });

  it("fails as the work fails, and leaves no file", async () => {
    await assert.rejects(
      withLock(file, never, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(existsSync(file), false);
  });
});
