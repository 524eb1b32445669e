import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { imageArchive } from "./image";

const content = Buffer.from("#!/bin/sh\necho hello\n");
const archive = imageArchive({
  tags: ["docker.io/library/greeter:1"],
  entrypoint: ["/greet"],
  files: [
    { path: "greet", mode: 0o755, content },
    { path: "bin/greet", mode: 0o777, linkTo: "../greet" },
  ],
});

/** What the machine's own tar makes of an archive. */
const tar = (input: Buffer, ...parameters: readonly string[]): Buffer =>
  execFileSync("tar", parameters, { input });

const member = (name: string): Buffer => tar(archive, "-xOf", "-", name);

describe("an image archive", () => {
  const [manifest] = JSON.parse(member("manifest.json").toString()) as [
    { readonly Config: string; readonly RepoTags: readonly string[]; readonly Layers: [string] },
  ];
  const layer = member(manifest.Layers[0]);

  it("names its tags, and its layer by what it contains", () => {
    assert.deepEqual(manifest.RepoTags, ["docker.io/library/greeter:1"]);
    const config = JSON.parse(member(manifest.Config).toString()) as {
      readonly rootfs: { readonly diff_ids: readonly string[] };
    };
    const digest = createHash("sha256").update(layer).digest("hex");
    assert.deepEqual(config.rootfs.diff_ids, [`sha256:${digest}`]);
  });

  it("holds files, folders and links as tar reads them", () => {
    const lines = tar(layer, "-tvf", "-").toString().split("\n");
    const line = (path: string): string | undefined => lines.find((text) => text.includes(path));
    assert.match(line(" greet") ?? "", /^-rwxr-xr-x/);
    assert.match(line(" bin/greet -> ../greet") ?? "", /^l/);
    assert.match(line(" tmp/") ?? "", /^drwxrwxrwt/);
    assert.deepEqual(tar(layer, "-xOf", "-", "greet"), content);
  });
});
