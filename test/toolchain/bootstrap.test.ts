import assert from "node:assert/strict";
import { execSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Linter } from "eslint";
import { ToolchainError } from "../../toolchain/tools";

const root = join(__dirname, "..", "..");

interface Bootstrap {
  nodeProblem(version: string): string | undefined;
  explain(error: unknown): string;
}
const bootstrap = createRequire(__filename)("../../toolchain/bootstrap.cjs") as Bootstrap;

describe("bootstrap", () => {
  it("takes Node from 20.19 on", () => {
    for (const version of ["20.19.0", "20.20.2", "22.0.0", "26.1.0"])
      assert.equal(bootstrap.nodeProblem(version), undefined);
  });

  it("fails in one sentence on an older Node", () => {
    for (const version of ["12.22.12", "18.20.4", "20.18.3"])
      assert.equal(
        bootstrap.nodeProblem(version),
        `node: got version ${version}; this project needs 20.19 or newer; install it and run the same command again`,
      );
  });

  it("can be read by a Node that is too old, so that it can say so", () => {
    const text = readFileSync(join(root, "toolchain", "bootstrap.cjs"), "utf8");
    const languageOptions = { ecmaVersion: 2018, sourceType: "commonjs" } as const;
    assert.deepEqual(new Linter().verify(text, { languageOptions }), []);
    const beforeCheck = text.slice(0, text.indexOf("nodeProblem(process.versions"));
    assert.doesNotMatch(beforeCheck, /require\(/);
  });

  it("shows a user's mistake without a stack, and any other error with one", () => {
    assert.equal(
      bootstrap.explain(new ToolchainError("x: got 1; allowed 2")),
      "x: got 1; allowed 2",
    );
    assert.match(bootstrap.explain(new Error("a bug")), /^Error: a bug\n {4}at /);
    assert.equal(bootstrap.explain("text"), "text");
  });
});

describe("a command in a fresh clone", () => {
  let project: string;

  const write = (name: string, text: string, folder = project) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  /** Made in a folder of its own: npm would take over what is installed in the project. */
  const lock = (version: string) => {
    const folder = mkdtempSync(join(tmpdir(), "nats-stack-lock-"));
    const about = { name: "project", version: "1.0.0", dependencies: { tiny: "file:tiny.tgz" } };
    write("package.json", JSON.stringify(about), folder);
    write("tiny/package.json", JSON.stringify({ name: "tiny", version, main: "index.js" }), folder);
    write("tiny/index.js", `module.exports = "tiny ${version}";`, folder);
    const steps = ["tar -czf tiny.tgz tiny", "npm install --package-lock-only --offline --silent"];
    for (const step of steps) execSync(step, { cwd: folder, stdio: "ignore" });
    for (const name of ["package.json", "package-lock.json", "tiny.tgz"])
      cpSync(join(folder, name), join(project, name));
    rmSync(folder, { recursive: true });
  };

  /** The bundler is taken from our own packages: the project's lock file has one package, without any network. */
  const start = (...parameters: string[]) =>
    spawnSync(process.execPath, ["toolchain/bootstrap.cjs", "cli/hello", ...parameters], {
      cwd: project,
      encoding: "utf8",
      env: {
        ...process.env,
        NODE_PATH: join(root, "node_modules"),
        npm_config_offline: "true",
      },
    });

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "nats-stack-clone-"));
    for (const name of ["bootstrap", "packages", "lock", "load"])
      cpSync(join(root, "toolchain", `${name}.cjs`), join(project, "toolchain", `${name}.cjs`));
    write(
      "cli/hello.ts",
      `import tiny = require("tiny");
       class Mistake extends Error { static readonly userMistake = true; }
       export async function main(parameters: string[]): Promise<number> {
         console.log(tiny, ...parameters);
         if (parameters[0] === "mistake") throw new Mistake("stream: got x");
         if (parameters[0] === "bug") throw new Error("a bug");
         return 3;
       }`,
    );
    lock("1.0.0");
  });
  afterEach(() => {
    rmSync(project, { recursive: true, force: true });
  });

  it("installs the packages, says so, hands over the arguments and gives back the exit code", () => {
    const { status, stdout, stderr } = start("a", "b c");
    assert.match(
      stdout,
      /^packages are missing: npm ci \.\.\.\npackages installed in \d+ s\ntiny 1\.0\.0 a b c\n$/,
    );
    assert.equal(stderr, "");
    assert.equal(status, 3);
    assert.equal(start().stdout, "tiny 1.0.0\n");
  }).timeout(60_000);

  it("installs them again when the lock file changed, or an install was cut off", () => {
    start();
    lock("2.0.0");
    const stale = start().stdout;
    assert.match(
      stale,
      /^packages are not those of package-lock\.json: npm ci .*\n.*\ntiny 2\.0\.0/,
    );
    // a killed npm leaves packages and no record of its own
    rmSync(join(project, "node_modules", ".nats-stack"));
    rmSync(join(project, "node_modules", ".package-lock.json"));
    assert.match(start().stdout, /^packages are not those/);
    assert.ok(existsSync(join(project, "node_modules", ".nats-stack")));
  }).timeout(60_000);

  it("waits for the npm that a killed command left at work", () => {
    const pid = execSync("sleep 1 > /dev/null 2>&1 & echo $!", { encoding: "utf8" });
    write(".nats-stack/npm.pid", pid);
    const { stdout, status } = start();
    assert.match(
      stdout,
      /^npm of a killed command \(process \d+\) is still at work: waiting for it\npackages are missing/,
    );
    assert.equal(status, 3);
    assert.equal(existsSync(join(project, ".nats-stack", "npm.pid")), false);
  }).timeout(60_000);

  it("takes over what a person installed with npm", () => {
    const npm = spawnSync("npm", ["ci", "--offline", "--silent"], { cwd: project });
    assert.equal(npm.status, 0);
    assert.equal(start().stdout, "tiny 1.0.0\n");
  }).timeout(60_000);

  it("installs them again on another platform", () => {
    start();
    const stamp = join(project, "node_modules", ".nats-stack");
    const text = readFileSync(stamp, "utf8");
    writeFileSync(stamp, text.replace(/ .*/, " amiga-m68k"));
    assert.match(start().stdout, /^packages are not those/);
    assert.equal(readFileSync(stamp, "utf8"), text);
  }).timeout(60_000);

  it("fails with npm's words and a way out when npm fails, and leaves no stamp", () => {
    write(
      "package-lock.json",
      readFileSync(join(project, "package-lock.json"), "utf8").replace("sha512-", "sha512-AAAA"),
    );
    const { status, stdout, stderr } = start();
    assert.equal(status, 1);
    assert.match(stdout, /^packages are missing: npm ci \.\.\.\n$/);
    assert.match(
      stderr,
      /^npm error code EINTEGRITY[^]*npm ci: ended with exit code \d+; see above, then run the same command again\n$/,
    );
    assert.equal(existsSync(join(project, "node_modules", ".nats-stack")), false);
    assert.doesNotMatch(stderr, /packages\.cjs/);
  }).timeout(60_000);

  it("fails with the message alone for a user's mistake, and with a stack for a bug", () => {
    const mistake = start("mistake");
    assert.equal(mistake.status, 1);
    assert.equal(mistake.stderr, "stream: got x\n");
    const bug = start("bug");
    assert.equal(bug.status, 1);
    assert.match(bug.stderr, /^Error: a bug\n {4}at .*hello/);
  }).timeout(60_000);
});
