import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone } from "../support/outcome";
import { plainly } from "../support/plainClient";
import { copyProject, type Project, type Result } from "../support/project";
import { commandLines, filesWith } from "../support/traces";

describe("what a deployment with a password leaves behind", function () {
  this.timeout(60_000);
  const secret = "correct-horse-battery";
  let server: TestServer;
  let project: Project;
  let listed = "";
  before(async () => {
    server = await startNatsServer({
      config: `authorization { user: admin, password: "${secret}" }`,
    });
    project = copyProject();
    project.configure({ target: "url", url: server.url, user: "admin" });
    await project.pulumi(["stack", "init", "test"]);
    await project.pulumi(["config", "set", "--secret", "nats-stack:password", secret]);
    const up = await watched("up", "--yes", "--skip-preview");
    assertDone(up, "19 streams: 19 to create; 5 consumers: 5 to create");
    assertHidden(up.output);
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  const assertHidden = (text: string): void => {
    assert.ok(!text.includes(secret), `tells the password: ${text}`);
  };
  /** Runs the CLI and looks at the process list all the while. */
  const watched = async (...args: readonly string[]): Promise<Result> => {
    const timer = setInterval(() => {
      listed += commandLines();
    }, 100);
    try {
      return await project.pulumi(args);
    } finally {
      clearInterval(timer);
    }
  };

  it("holds no password in any file: state, its history, configuration, bundles", () => {
    assert.deepEqual(filesWith(project.folder, secret), []);
    assert.match(readFileSync(`${project.folder}/Pulumi.test.yaml`, "utf8"), /secure: '?v1:/);
    assert.match(project.state(), /"credentials":"stack config nats-stack:password"/);
  });

  it("shows no password in the process list", () => {
    assert.match(listed, /pulumi-language-nodejs/);
    assertHidden(listed);
  });

  it("prints no password, whatever the format", async () => {
    for (const format of ["--diff", "--json"]) {
      const preview = await project.pulumi(["preview", format]);
      assertDone(preview, "unchanged");
      assertHidden(preview.output);
    }
    assertHidden((await project.pulumi(["stack", "output", "--json", "--show-secrets"])).output);
  });

  it("takes the password from the environment as well, and keeps it as little", async () => {
    project.configure({ target: "url", url: server.url, user: "admin" });
    const up = await project.pulumi(["up", "--yes", "--skip-preview"], { NATS_PASSWORD: secret });
    assertDone(up, "19 streams: 19 unchanged");
    assertHidden(up.output);
    assert.deepEqual(filesWith(project.folder, secret), []);
    assert.match(project.state(), /"credentials":"environment NATS_PASSWORD"/);
  });

  it("holds less than 3 kB per stream and consumer in the state, and no program but the loader", () => {
    const ours = project.resources().filter(({ type }) => type.includes("dynamic/nats:"));
    assert.equal(ours.length, 24);
    for (const resource of ours) {
      const text = JSON.stringify(resource);
      assert.ok(Buffer.byteLength(text) < 3000, `${Buffer.byteLength(text)} bytes: ${text}`);
    }
    const kind = 'exports.handler=()=>require(\\"./components/provider.cjs\\")';
    const rest = project
      .state()
      .replaceAll(`"__provider":"${kind}.stream"`, "")
      .replaceAll(`"__provider":"${kind}.consumer"`, "");
    assert.doesNotMatch(rest, /require\(|=>|function|exports\./);
  });

  it("is what was declared, on the server", async () => {
    const as = { user: "admin", pass: secret };
    const names = await plainly(
      server.url,
      async (connection) => (await connection.jetstreamManager()).streams.names().next(),
      as,
    );
    assert.equal(names.length, 19);
  });
});
