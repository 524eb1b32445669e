import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mendCheckpoint } from "../../cli/checkpoint";

describe("a state file that the CLI was killed over", () => {
  let backend: string;
  let file: string;

  beforeEach(() => {
    backend = mkdtempSync(join(tmpdir(), "nats-stack-backend-"));
    const folder = join(backend, ".pulumi", "stacks", "nats-stack");
    mkdirSync(folder, { recursive: true });
    file = join(folder, "local.json");
  });

  afterEach(() => {
    rmSync(backend, { recursive: true });
  });

  const mend = () => mendCheckpoint(backend, "nats-stack", "local");

  it("is left alone where it is whole, or was never written", () => {
    assert.equal(mend(), undefined);
    writeFileSync(file, '{"version":3}');
    assert.equal(mend(), undefined);
    assert.equal(readFileSync(file, "utf8"), '{"version":3}');
  });

  it("is taken from the copy before it", () => {
    writeFileSync(file, "");
    writeFileSync(`${file}.bak`, '{"version":3}');
    assert.match(mend() ?? "", /^the state of stack "local" was cut off .* copy before it$/);
    assert.equal(readFileSync(file, "utf8"), '{"version":3}');
  });

  it("is removed where the copy is cut off as well, for the marks bring the streams back", () => {
    writeFileSync(file, '{"version":');
    writeFileSync(`${file}.bak`, "");
    assert.match(mend() ?? "", /taken back by their marks$/);
    assert.equal(existsSync(file), false);
  });

  it("loses only its attributes where these alone were cut off: nothing needs them", () => {
    writeFileSync(file, '{"version":3}');
    writeFileSync(`${file}.attrs`, "");
    writeFileSync(`${file}.bak.attrs`, '{"md5":"x"}');
    assert.equal(mend(), undefined);
    assert.equal(readFileSync(file, "utf8"), '{"version":3}');
    assert.equal(existsSync(`${file}.attrs`), false);
    assert.equal(existsSync(`${file}.bak.attrs`), true);
  });
});
