import { readFileSync, realpathSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultExporter, defaultNatsBox } from "../../domain/cluster/images";
import type { Report } from "../../toolchain/progress";
import { ensureNatsServer } from "../../toolchain/tools";
import { cache, cached } from "./cached";
import { natsVersions } from "./cluster";
import { coreDns, natsCli, natsExporter, pause } from "./goPrograms";
import { type Image, imageArchive } from "./image";
import type { TarEntry } from "./tar";

/** Tags of the images that only a cluster made here has. */
export const localTags = {
  coreDns: `docker.io/nats-stack/coredns:${coreDns.version}`,
  pause: `docker.io/nats-stack/pause:${pause.version}`,
} as const;

/** What scripts in images run. */
const shellPrograms = "sh cat cp date echo env grep head kill ls mkdir nc nslookup pgrep ps rm"
  .concat(" sed sha256sum sleep sort stat tail test timeout touch true false wc wget")
  .split(" ");

/** Packages' file of Debian's busybox-static. */
const busybox = "/bin/busybox";

/** @returns archives with the images of both nats-server releases, under the names of the official ones */
export async function natsImages(report: Report): Promise<readonly string[]> {
  const archives: string[] = [];
  for (const version of natsVersions) {
    const server = await staticNatsServer(version, report);
    archives.push(
      await archive("nats", version, {
        // the official image is found as "nats:2.15.1"; the one with a shell has a name of its own
        tags: [`docker.io/library/nats:${version}`, `docker.io/library/nats:${version}-alpine`],
        entrypoint: ["/usr/local/bin/nats-server"],
        files: [program("usr/local/bin/nats-server", server), ...shell()],
      }),
    );
  }
  return archives;
}

/** @returns an archive with the image that has the nats CLI, under the name of the one that is deployed by default */
export const cliImage = (executable: string): Promise<string> =>
  archive("nats-box", natsCli.version, {
    tags: [`docker.io/${defaultNatsBox}`],
    entrypoint: ["/bin/sh"],
    files: [program("usr/local/bin/nats", executable), ...shell()],
  });

/** @returns an archive with the exporter, under the name of the image that is deployed by default */
export const exporterImage = (executable: string): Promise<string> =>
  archive("exporter", natsExporter.version, alone(`docker.io/${defaultExporter}`, executable));

/** @returns archives with what pods need that Kubernetes itself starts */
export const systemImages = (programs: {
  readonly coreDns: string;
  readonly pause: string;
}): Promise<readonly string[]> =>
  Promise.all([
    archive("coredns", coreDns.version, alone(localTags.coreDns, programs.coreDns)),
    archive("pause", pause.version, alone(localTags.pause, programs.pause)),
  ]);

const alone = (tag: string, executable: string): Image => ({
  tags: [tag],
  entrypoint: ["/program"],
  files: [program("program", executable)],
});

const program = (path: string, file: string): TarEntry => ({
  path,
  mode: 0o755,
  content: readFileSync(file),
});

function shell(): readonly TarEntry[] {
  const links = shellPrograms.map((name) => ({
    path: `bin/${name}`,
    mode: 0o777,
    linkTo: "busybox",
  }));
  return [{ path: "bin/", mode: 0o755 }, program("bin/busybox", busybox), ...links];
}

async function archive(name: string, version: string, image: Image): Promise<string> {
  const files = image.files.map(({ path, mode, linkTo = "" }) => `${path} ${mode} ${linkTo}`);
  const settings = [...image.tags, ...image.entrypoint, ...files];
  const folder = await cached(
    { name: `image-${name}`, version, from: { settings } },
    ({ result }) => writeFile(join(result, "image.tar"), imageArchive(image)),
  );
  return join(folder, "image.tar");
}

/** An image without a C library takes only a server that needs none; one from Go modules is made so. */
async function staticNatsServer(version: string, report: Report): Promise<string> {
  const found = await ensureNatsServer(version, { report });
  if (isStatic(found.path)) return found.path;
  const environment = {
    ...process.env,
    NATS_STACK_CACHE: join(cache(), "cluster", "static"),
    NATS_STACK_TOOLS_FROM: "cache,go",
  };
  return (await ensureNatsServer(version, { report, environment })).path;
}

const programHeaders = { offsetAt: 0x20, sizeAt: 0x36, countAt: 0x38, interpreter: 3 };

/** @returns whether an ELF file of 64 bits, little endian, names no program interpreter; see elf(5) */
export function isStatic(file: string): boolean {
  const elf = readFileSync(realpathSync(file));
  const start = Number(elf.readBigUInt64LE(programHeaders.offsetAt));
  const size = elf.readUInt16LE(programHeaders.sizeAt);
  const count = elf.readUInt16LE(programHeaders.countAt);
  return Array.from({ length: count }, (_, index) => elf.readUInt32LE(start + index * size)).every(
    (type) => type !== programHeaders.interpreter,
  );
}
