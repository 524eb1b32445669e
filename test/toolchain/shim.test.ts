import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeShim } from "../../toolchain/shim";
import { type Machine, makeMachine } from "./support";

describe("the shim pulumi-resource-pulumi-nodejs", () => {
  let machine: Machine;
  let shim: string;
  beforeEach(async () => {
    machine = makeMachine();
    shim = join(machine.folder, "pulumi-resource-pulumi-nodejs");
    await writeShim(shim);
  });
  afterEach(() => {
    machine.remove();
  });

  const PROVIDER = "@pulumi/pulumi/cmd/dynamic-provider/index.js";
  const writeProvider = (packages: string) => {
    const file = join(machine.folder, packages, PROVIDER);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `console.log(JSON.stringify([process.ppid, ...process.argv.slice(1)]));`);
    return file;
  };
  /** @returns process id of the provider's parent, path of the provider, its arguments */
  const start = (folder: string, environment: Record<string, string> = {}) => {
    mkdirSync(join(machine.folder, folder), { recursive: true });
    const result = spawnSync(shim, ["127.0.0.1:1", "two words"], {
      cwd: join(machine.folder, folder),
      env: { ...process.env, ...environment },
      encoding: "utf8",
    });
    return { ...result, said: result.status === 0 ? (JSON.parse(result.stdout) as unknown[]) : [] };
  };

  it("becomes the provider of the working directory, with the arguments as they are", () => {
    const provider = writeProvider("my project/node_modules");
    const { said } = start("my project");
    // our own process is the parent: no shell is left in between, so signals reach the provider
    assert.deepEqual(said, [process.pid, provider, "127.0.0.1:1", "two words"]);
  });

  it("finds the packages of a folder further up, and the nearest first", () => {
    const outer = writeProvider("project/node_modules");
    assert.equal(start("project/a/b").said[1], outer);
    const inner = writeProvider("project/a/node_modules");
    assert.equal(start("project/a/b").said[1], inner);
  });

  it("asks Node where no node_modules has it", () => {
    const elsewhere = writeProvider("elsewhere");
    // Node resolves a package folder by its package.json or index.js
    const { said } = start("empty", { NODE_PATH: join(machine.folder, "elsewhere") });
    assert.equal(said[1], elsewhere);
  });

  it("fails with Node's own words where the package is missing", () => {
    const { status, stderr } = start("empty", { NODE_PATH: "" });
    assert.equal(status, 1);
    assert.match(stderr, /Cannot find module '@pulumi\/pulumi\/cmd\/dynamic-provider'/);
  });
});
