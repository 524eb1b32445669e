import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { type Kit, natsServerKit, pulumiKit } from "../../toolchain/kits";
import { PLATFORMS, type Platform } from "../../toolchain/platform";
import { checksumOf, fromRelease } from "../../toolchain/release";
import {
  type Machine,
  makeArchive,
  makeMachine,
  saying,
  serve,
  serveFiles,
  sha256,
  type Web,
} from "./support";

describe("fromRelease", () => {
  let machine: Machine;
  let web: Web | undefined;
  beforeEach(() => (machine = makeMachine()));
  afterEach(async () => {
    await web?.close();
    web = undefined;
    machine.remove();
  });

  const published = (kit: Kit, platform: Platform) => {
    const folder = join(machine.folder, `published-${kit.name}-${platform}`);
    mkdirSync(folder);
    return makeArchive(kit, platform, folder);
  };

  const take = (kit: Kit, url: string, platform: Platform = "linux-x64") => {
    const [os = "", architecture = ""] = platform.split("-");
    const environment = { [kit.release.mirrorVariable]: url };
    const deadlines = { name: 2_000, answer: 300, silence: 300 };
    return fromRelease(kit, machine.context(environment, { os, architecture, deadlines }));
  };

  const path = (kit: Kit, file: string) => `/v${kit.version}/${file}`;
  const archivePath = (kit: Kit) => path(kit, kit.release.archive("linux-x64"));
  const checksumsPath = (kit: Kit) => path(kit, kit.release.checksums);
  const checksumsFor = (kit: Kit, archive: Buffer | string) =>
    `${"0".repeat(64)}  another-file.tar.gz\n${sha256(archive)}  ${kit.release.archive("linux-x64")}\n`;

  const assertNothingLeft = () => {
    assert.deepEqual(
      existsSync(join(machine.cache, "scratch")) ? readdirSync(join(machine.cache, "scratch")) : [],
      [],
    );
    assert.deepEqual(readdirSync(join(machine.cache, "nats-server")), []);
  };

  for (const kit of [pulumiKit, natsServerKit])
    for (const platform of PLATFORMS)
      it(`takes the executables of ${kit.name} out of the archive for ${platform}`, async () => {
        const archive = published(kit, platform);
        const name = kit.release.archive(platform);
        web = await serveFiles({
          [path(kit, name)]: archive,
          [checksumsPath(kit)]: `${sha256(archive)} *${name}\n`,
        });
        const tool = await take(kit, web.url, platform);
        const folder = join(machine.cache, kit.name, `${kit.version}-${platform}`);
        assert.deepEqual(tool, {
          name: kit.name,
          version: kit.version,
          path: join(folder, kit.executables[0]),
          from: "download",
          selfBuilt: false,
        });
        assert.deepEqual(readdirSync(folder).sort(), [...kit.executables, "origin.json"].sort());
        assert.deepEqual(web.asked, [checksumsPath(kit), path(kit, name)]);
        assert.deepEqual(readdirSync(join(machine.cache, "scratch")), []);
      });

  it("fails on a wrong checksum, runs nothing of the archive and leaves nothing", async () => {
    const ran = join(machine.folder, "ran");
    const archive = makeArchive(
      natsServerKit,
      "linux-x64",
      join(machine.folder, "changed"),
      `touch ${ran}; ${saying(natsServerKit.version)}`,
    );
    web = await serveFiles({
      [archivePath(natsServerKit)]: archive,
      [checksumsPath(natsServerKit)]: checksumsFor(natsServerKit, "something else"),
    });
    await assert.rejects(take(natsServerKit, web.url), (error: Error) => {
      assert.equal(error.name, "ToolchainError");
      assert.match(
        error.message,
        new RegExp(`got sha256 ${sha256(archive)}; published is ${sha256("something else")}`),
      );
      return true;
    });
    assert.equal(existsSync(ran), false);
    assertNothingLeft();
  });

  it("fails where the release does not exist", async () => {
    web = await serveFiles({});
    const url = `${web.url}${checksumsPath(natsServerKit)}`;
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: `${url} answered 404`,
    });
    assertNothingLeft();
  });

  it("fails without a line for the archive, before the archive is fetched", async () => {
    web = await serveFiles({
      [archivePath(natsServerKit)]: published(natsServerKit, "linux-x64"),
      [checksumsPath(natsServerKit)]: `${"0".repeat(64)}  another-file.tar.gz\n`,
    });
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: `${web.url}${checksumsPath(natsServerKit)} has no line for nats-server-v2.15.1-linux-amd64.tar.gz`,
    });
    assert.deepEqual(web.asked, [checksumsPath(natsServerKit)]);
    assertNothingLeft();
  });

  it("fails when the connection is closed in the middle", async () => {
    const archive = published(natsServerKit, "linux-x64");
    web = await serve(({ url }, response) => {
      if (url === checksumsPath(natsServerKit)) {
        response.end(checksumsFor(natsServerKit, archive));
        return;
      }
      response.setHeader("content-length", archive.length);
      response.write(archive.subarray(0, 100), () => response.destroy());
    });
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: /nats-server-v2\.15\.1-linux-amd64\.tar\.gz broke off: /,
    });
    assertNothingLeft();
  });

  it("fails when a body falls silent", async () => {
    const archive = published(natsServerKit, "linux-x64");
    web = await serve(({ url }, response) => {
      if (url === checksumsPath(natsServerKit)) response.end(checksumsFor(natsServerKit, archive));
      else response.write(archive.subarray(0, 100));
    });
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: /linux-amd64\.tar\.gz fell silent for 0\.3 s$/,
    });
    assertNothingLeft();
  });

  it("fails when a host takes the request and never answers", async () => {
    web = await serve(() => undefined);
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: /^no answer from http:.*SHA256SUMS within 0\.3 s$/,
    });
    assertNothingLeft();
  });

  it("fails when nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(address !== null && typeof address === "object");
    server.close();
    await once(server, "close");
    await assert.rejects(take(natsServerKit, `http://127.0.0.1:${address.port}`), {
      name: "Unavailable",
      message: /SHA256SUMS broke off: ECONNREFUSED$/,
    });
  });

  it("fails within two seconds on a host that has no address", async () => {
    const start = Date.now();
    await assert.rejects(take(natsServerKit, "http://releases.invalid"), {
      name: "Unavailable",
      message: /^host "releases\.invalid" is not found \(/,
    });
    assert.ok(Date.now() - start < 2_500);
  });

  it("fails on an archive that lacks an executable", async () => {
    const archive = published({ ...pulumiKit, executables: ["pulumi"] }, "linux-x64");
    web = await serveFiles({
      [archivePath(pulumiKit)]: archive,
      [checksumsPath(pulumiKit)]: checksumsFor(pulumiKit, archive),
    });
    await assert.rejects(take(pulumiKit, web.url), {
      name: "Unavailable",
      message: /^tar: exit code \d.*pulumi\/pulumi-language-nodejs/,
    });
    assert.deepEqual(readdirSync(join(machine.cache, "pulumi")), []);
  });

  it("fails on an archive with another version inside", async () => {
    const folder = join(machine.folder, "other");
    const archive = makeArchive(natsServerKit, "linux-x64", folder, saying("2.0.0"));
    web = await serveFiles({
      [archivePath(natsServerKit)]: archive,
      [checksumsPath(natsServerKit)]: checksumsFor(natsServerKit, archive),
    });
    await assert.rejects(take(natsServerKit, web.url), {
      name: "Unavailable",
      message: "what came is version 2.0.0, not 2.15.1",
    });
    assertNothingLeft();
  });
});

describe("checksumOf", () => {
  it("reads text and binary lines, CRLF and upper case, and no other file's line", () => {
    const hash = "aB".repeat(32);
    const line = (text: string) =>
      checksumOf(`${"1".repeat(64)}  a.tar.gz.sig\n${text}\n`, "a.tar.gz");
    assert.equal(line(`${hash}  a.tar.gz`), hash.toLowerCase());
    assert.equal(line(`${hash} *a.tar.gz\r`), hash.toLowerCase());
    assert.equal(line(`${hash}  b.tar.gz`), undefined);
    assert.equal(line("abc  a.tar.gz"), undefined);
  });
});
