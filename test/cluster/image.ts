import { createHash } from "node:crypto";
import { tar, type TarEntry } from "./tar";

/** A container image of one layer. */
export interface Image {
  /** Complete names: "docker.io/library/nats:2.15.1". */
  readonly tags: readonly string[];
  readonly entrypoint: readonly string[];
  readonly files: readonly TarEntry[];
  /** "0:0" unless told. */
  readonly user?: string;
}

const folders = ["tmp", "data", "etc", "usr", "usr/local", "usr/local/bin", "var", "var/run"];
const accounts = "root:x:0:0::/:/bin/sh\nnats:x:1000:1000::/:/bin/sh\n";
const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** @returns the image as `docker save` writes it, which containerd and kind read */
export function imageArchive({ tags, entrypoint, files, user = "0:0" }: Image): Buffer {
  const layer = tar([
    ...folders.map((path) => ({ path: `${path}/`, mode: path === "tmp" ? 0o1777 : 0o755 })),
    { path: "etc/passwd", mode: 0o644, content: Buffer.from(accounts) },
    ...files,
  ]);
  const layerFile = `${sha256(layer)}/layer.tar`;
  const config = Buffer.from(
    JSON.stringify({
      architecture: architectures[process.arch] ?? process.arch,
      os: "linux",
      config: { Entrypoint: entrypoint, Env: ["PATH=/usr/local/bin:/bin:/"], User: user },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
    }),
  );
  const configFile = `${sha256(config)}.json`;
  const manifest = JSON.stringify([{ Config: configFile, RepoTags: tags, Layers: [layerFile] }]);
  return tar([
    { path: configFile, mode: 0o644, content: config },
    { path: layerFile, mode: 0o644, content: layer },
    { path: "manifest.json", mode: 0o644, content: Buffer.from(manifest) },
  ]);
}

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
