import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../toolchain/context";
import { exactNatsServerKit, natsServerKit, pulumiKit } from "../../toolchain/kits";
import { platformOf, PLATFORMS } from "../../toolchain/platform";
import { releaseAddress } from "../../toolchain/release";
import {
  isAtLeast,
  LANGUAGE_HOST_VERSION,
  NATS_SERVER_VERSION,
  PULUMI_VERSION,
  versionIn,
} from "../../toolchain/versions";
import { WHEELS } from "../../toolchain/wheels";
import { type Machine, makeMachine } from "./support";

const root = join(__dirname, "..", "..");
const read = (...names: string[]) => readFileSync(join(root, ...names), "utf8");

describe("the names of what is fetched", () => {
  let machine: Machine;
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => {
    machine.remove();
  });

  it("are those of the official releases on all four platforms", () => {
    const pulumi = "https://github.com/pulumi/pulumi/releases/download/v3.248.0/";
    const nats = "https://github.com/nats-io/nats-server/releases/download/v2.15.1/";
    const table = PLATFORMS.map((platform) =>
      [pulumiKit, natsServerKit].map((kit) =>
        releaseAddress(kit, kit.release.archive(platform), machine.context()),
      ),
    );
    assert.deepEqual(table, [
      [
        `${pulumi}pulumi-v3.248.0-linux-x64.tar.gz`,
        `${nats}nats-server-v2.15.1-linux-amd64.tar.gz`,
      ],
      [
        `${pulumi}pulumi-v3.248.0-linux-arm64.tar.gz`,
        `${nats}nats-server-v2.15.1-linux-arm64.tar.gz`,
      ],
      [
        `${pulumi}pulumi-v3.248.0-darwin-x64.tar.gz`,
        `${nats}nats-server-v2.15.1-darwin-amd64.tar.gz`,
      ],
      [
        `${pulumi}pulumi-v3.248.0-darwin-arm64.tar.gz`,
        `${nats}nats-server-v2.15.1-darwin-arm64.tar.gz`,
      ],
    ]);
    assert.equal(pulumiKit.release.checksums, "pulumi-3.248.0-checksums.txt");
    assert.equal(natsServerKit.release.checksums, "SHA256SUMS");
    assert.equal(pulumiKit.release.inner("darwin-x64"), "pulumi");
    assert.equal(natsServerKit.release.inner("darwin-x64"), "nats-server-v2.15.1-darwin-amd64");
  });

  it("are taken from the mirror that the environment names, with or without a slash at its end", () => {
    for (const mirror of ["https://mirror.example/nats", "https://mirror.example/nats/"])
      assert.equal(
        releaseAddress(
          exactNatsServerKit("2.12.8"),
          "SHA256SUMS",
          machine.context({ NATS_STACK_NATS_SERVER_MIRROR: mirror }),
        ),
        "https://mirror.example/nats/v2.12.8/SHA256SUMS",
      );
  });

  it("fails on a mirror that is no web address, naming the variable", () => {
    const context = machine.context({ NATS_STACK_PULUMI_MIRROR: "mirror" });
    assert.throws(
      () => releaseAddress(pulumiKit, "x", context),
      /^ToolchainError: NATS_STACK_PULUMI_MIRROR: got "mirror"; write/,
    );
  });

  it("pin four different wheels for each version that is tested against", () => {
    assert.deepEqual(Object.keys(WHEELS), ["2.15.1", "2.14.6", "2.12.8", "2.11.11", "2.10.26"]);
    const hashes = Object.values(WHEELS).flatMap((wheels) =>
      PLATFORMS.map((platform) => wheels[platform].sha256),
    );
    assert.equal(new Set(hashes).size, 20);
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
    for (const wheels of Object.values(WHEELS)) {
      assert.match(wheels["linux-x64"].tag, /^manylinux_2_\d+_x86_64$/);
      assert.match(wheels["linux-arm64"].tag, /^manylinux_2_\d+_aarch64$/);
      assert.match(wheels["darwin-x64"].tag, /^macosx_\d+_\d_x86_64$/);
      assert.match(wheels["darwin-arm64"].tag, /^macosx_\d+_\d_arm64$/);
    }
  });
});

describe("platformOf", () => {
  it("fails on any other platform and names the variables that help", () => {
    for (const [os, architecture] of [
      ["win32", "x64"],
      ["linux", "ia32"],
      ["freebsd", "arm64"],
    ] as const)
      assert.throws(() => platformOf(os, architecture), {
        name: "ToolchainError",
        message:
          `platform: got "${os}-${architecture}"; tools are fetched for linux-x64, linux-arm64, darwin-x64, ` +
          "darwin-arm64 alone; install them yourself and name them with NATS_STACK_PULUMI and NATS_STACK_NATS_SERVER",
      });
  });
});

describe("the pinned versions", () => {
  it("are the same for the CLI and for the SDK in package.json", () => {
    assert.match(read("package.json"), new RegExp(`"@pulumi/pulumi": "\\^${PULUMI_VERSION}"`));
  });

  it("are those of the Go modules", () => {
    const required = (folder: string, module: string) =>
      new RegExp(`${module} v(\\S+)`).exec(read("toolchain", "go", folder, "go.mod"))?.[1];
    assert.equal(required("pulumi", "github.com/pulumi/pulumi/pkg/v3"), PULUMI_VERSION);
    assert.equal(
      required("pulumi-language-nodejs", "github.com/pulumi/pulumi/sdk/v3"),
      LANGUAGE_HOST_VERSION,
    );
    assert.equal(required("nats-server", "github.com/nats-io/nats-server/v2"), NATS_SERVER_VERSION);
  });

  it("are found in what tools print and compared by number", () => {
    assert.equal(versionIn("v3.248.0\n"), "3.248.0");
    assert.equal(versionIn("nats-server: v2.12.0-RC.1"), "2.12.0");
    assert.equal(versionIn("no version"), undefined);
    assert.deepEqual(
      ["2.10.0", "2.9.99", "2.11.0", "3.0.0", "1.99.99"].map((found) => isAtLeast(found, "2.10.0")),
      [true, false, true, true, false],
    );
  });
});

describe("cacheFolder", () => {
  it("is outside the work tree, where each system keeps such things", () => {
    const home = { HOME: "/home/ann" };
    assert.equal(cacheFolder(home, "linux"), "/home/ann/.cache/nats-stack");
    assert.equal(cacheFolder(home, "darwin"), "/home/ann/Library/Caches/nats-stack");
    assert.equal(cacheFolder({ ...home, XDG_CACHE_HOME: "/fast" }, "linux"), "/fast/nats-stack");
    assert.equal(
      cacheFolder({ ...home, XDG_CACHE_HOME: "relative" }, "linux"),
      "/home/ann/.cache/nats-stack",
    );
    assert.equal(
      cacheFolder({ ...home, XDG_CACHE_HOME: "/fast", NATS_STACK_CACHE: "/own" }, "darwin"),
      "/own",
    );
  });
});
