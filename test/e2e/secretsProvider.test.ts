import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MockVault, startMockVault } from "../support/mockVault";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone, assertRefused } from "../support/outcome";
import { copyProject, type Project } from "../support/project";
import { sampleSystem } from "../support/sampleSystem";

describe("a stack whose secrets are encrypted with a key in Vault (a mock of it)", function () {
  this.timeout(120_000);
  const secret = "correct-horse-battery";
  let server: TestServer;
  let vault: MockVault;
  let project: Project;

  before(async () => {
    vault = await startMockVault();
    server = await startNatsServer({
      config: `authorization { user: admin, password: "${secret}" }`,
    });
    // no passphrase takes part
    project = copyProject(tmpdir(), { ...vault.variables, PULUMI_CONFIG_PASSPHRASE: undefined });
    writeFileSync(
      settings(),
      `config: ${JSON.stringify({ "nats-stack:target": "url", "nats-stack:url": server.url, "nats-stack:user": "admin" })}\n`,
    );
    project.declare(sampleSystem({ ORDERS: {} }));
  });
  after(async () => {
    project.remove();
    await server.stop();
    await vault.stop();
  });

  const settings = (): string => join(project.folder, "Pulumi.test.yaml");

  it("is deployed, and finds nothing to change", async () => {
    assertDone(
      await project.pulumi(["stack", "init", "test", "--secrets-provider", "hashivault://states"]),
    );
    assertDone(await project.pulumi(["config", "set", "--secret", "nats-stack:password", secret]));
    assertDone(await project.pulumi(["up", "--yes", "--skip-preview"]), "1 stream: 1 to create");
    assertDone(await project.pulumi(["preview", "--expect-no-changes"]), "1 stream: 1 unchanged");
    assert.ok(vault.decrypted() > 0);
  });

  it("is verified by the operations command, which asks for the key as well", async () => {
    const before = vault.decrypted();
    assertDone(await project.ops("verify"), "as declared (1 stream, 0 consumers");
    assert.ok(vault.decrypted() > before);
  });

  it("holds no password in clear, and no passphrase's salt", () => {
    assert.equal(project.state().includes(secret), false);
    const text = readFileSync(settings(), "utf8");
    assert.equal(text.includes(secret), false);
    assert.match(text, /^secretsprovider: hashivault:\/\/states$/m);
    assert.doesNotMatch(text, /encryptionsalt/);
  });

  it("says that the key cannot be had, in one sentence, and not what it encrypts", async () => {
    const refused = await project.pulumi(["preview"], { VAULT_SERVER_TOKEN: "stolen" });
    assertRefused(refused, "permission denied");
    assert.equal(refused.output.includes(secret), false);
  });
});
