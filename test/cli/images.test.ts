import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { images } from "../../cli/images";
import { defaultImages, pinned, resolveImages } from "../../domain/cluster/images";
import { finished } from "../support/project";
import { spawn } from "node:child_process";
import { freePort, listeningHttp, type Port } from "../support/ports";

/** What the mock registry hands out for an image, and a digest it may lie about. */
interface Held {
  readonly manifest: string;
  /** null tells none, as something that is no registry. */
  readonly digest?: string | null;
}

const digestOf = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** A mock of a registry and its token service: it tells nothing without the token that anybody gets. */
const mockRegistry = (held: (path: string) => Held | undefined): Promise<Port> =>
  listeningHttp(({ url = "", headers }, response) => {
    const at = `http://${headers.host ?? ""}`;
    const { pathname, searchParams } = new URL(url, at);
    if (pathname === "/token") {
      response.end(JSON.stringify({ token: searchParams.get("scope") }));
      return;
    }
    const scope = `repository:${pathname.split("/").slice(2, -2).join("/")}:pull`;
    if (headers.authorization !== `Bearer ${scope}`) {
      const challenge = `Bearer realm="${at}/token",service="mock",scope="${scope}"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return;
    }
    const image = held(pathname);
    if (!image) {
      response.writeHead(404).end();
      return;
    }
    const digest = image.digest === undefined ? digestOf(image.manifest) : image.digest;
    response
      .writeHead(200, digest === null ? {} : { "docker-content-digest": digest })
      .end(image.manifest);
  });

describe("images by digest", function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let registry: Port | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-images-"));
    file = join(folder, "imageDigests.ts");
    writeFileSync(file, "old");
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await registry?.close();
    registry = undefined;
  });

  const against = async (
    held: (path: string) => Held | undefined,
    more: { readonly check?: true } = {},
  ): Promise<number> => {
    await registry?.close();
    registry = await mockRegistry(held);
    return images({ registry: `http://127.0.0.1:${registry.port}`, ...more }, file);
  };

  it("are those that the registry's manifests really have, of every default image", async () => {
    assert.equal(await against((manifest) => ({ manifest })), 0);
    const text = readFileSync(file, "utf8");
    const written = [...text.matchAll(/"([^"]+)":\s+"(sha256:[0-9a-f]{64})"/g)];
    assert.deepEqual(
      written.map(([, image]) => image),
      defaultImages,
    );
    const [[, server = "", digest = ""] = []] = written;
    assert.equal(digest, digestOf(`/v2/library/nats/manifests/${server.split(":")[1] ?? ""}`));
    assert.equal(pinned(server, { [server]: digest }), `${server}@${digest}`);
  });

  it("are compared with what is written down, without writing", async () => {
    const first = (manifest: string): Held => ({ manifest });
    await against(first);
    const text = readFileSync(file, "utf8");
    assert.equal(await against(first, { check: true }), 0);
    assert.equal(await against((path) => ({ manifest: `${path} moved` }), { check: true }), 1);
    assert.equal(readFileSync(file, "utf8"), text);
  });

  it("fail where one is missing or is not what the registry says, and none is written", async () => {
    const held = (manifest: string): Held | undefined =>
      manifest.includes("nats-box")
        ? undefined
        : {
            manifest,
            ...(manifest.includes("exporter") && { digest: `sha256:${"0".repeat(64)}` }),
          };
    await assert.rejects(against(held), (error: Error) => {
      assert.match(error.message, /nats-box:[\d.]+: .* has no such image; correct its tag/);
      assert.match(error.message, /exporter:[\d.]+: .* says sha256:0+, but what it hands out is/);
      return true;
    });
    assert.equal(readFileSync(file, "utf8"), "old");
  });

  it("fail where what answers is no registry", async () => {
    const page = { manifest: "<html>please log in</html>", digest: null };
    await assert.rejects(
      against(() => page),
      /tells no digest, so it is no registry/,
    );
    assert.equal(readFileSync(file, "utf8"), "old");
  });

  it("fail where no registry answers, with the way out for a person", async () => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const { code, output } = await finished(
      spawn("npm", ["run", "--silent", "images", "--", "--check", "--registry", address]),
    );
    assert.equal(code, 2, output);
    assert.match(output, /does not answer \(ECONNREFUSED\); run this where it can be reached/);
    assert.doesNotMatch(output, /^\s*at .*[:(]/m);
  });

  it("are left to a cluster that names images itself", () => {
    const own = resolveImages({ server: "mirror.example/nats:1" }, "2.15.1");
    assert.deepEqual(
      [own.server, own.reloader],
      ["mirror.example/nats:1", "mirror.example/nats:1"],
    );
    assert.match(resolveImages({}, "2.12.8").server, /^nats:2\.12\.8-alpine$/);
  });
});
