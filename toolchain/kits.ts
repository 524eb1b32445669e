import { goPlatform, type Platform } from "./platform";
import {
  isAtLeast,
  major,
  NATS_SERVER_VERSION,
  OLDEST_NATS_SERVER,
  PULUMI_VERSION,
} from "./versions";

/**
 * "pulumi" stands for the CLI with its language host and the shim that starts dynamic providers: the CLI looks for both
 * beside itself and warns about a pair taken from elsewhere, so the three are found, fetched and built as one.
 */
export type ToolName = "pulumi" | "nats-server";

/** Where the project of a tool publishes a version, and under which names. */
export interface Release {
  /** Folder of all releases; one of ours is below it as v<version>/. */
  readonly base: string;
  /** Environment variable that replaces `base` by a mirror with the same layout. */
  readonly mirrorVariable: string;
  /** A .tar.gz with one folder in it that holds the executables. */
  readonly archive: (platform: Platform) => string;
  /** Name of that one folder. */
  readonly inner: (platform: Platform) => string;
  /** A text of lines "<sha256>  <file name>". */
  readonly checksums: string;
}

/** What is to be found or got under one name. */
export interface Kit {
  readonly name: ToolName;
  /** The version that is fetched or built when none is found. */
  readonly version: string;
  /** The tool itself first, then what must stand beside it or on PATH. */
  readonly executables: readonly [string, ...string[]];
  /** Arguments that make the tool print its version. */
  readonly versionArguments: readonly string[];
  /** Environment variable by which a person names the executable or its folder; none where an exact version is wanted. */
  readonly variable?: string;
  /** In words, for messages: "2.10 or newer". */
  readonly wanted: string;
  readonly accepts: (version: string) => boolean;
  readonly release: Release;
}

/** Names as pulumi's release workflow writes them (goreleaser settings and the signing job, 3.97 to 3.26x). */
export const pulumiKit: Kit = {
  name: "pulumi",
  version: PULUMI_VERSION,
  executables: ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"],
  versionArguments: ["version"],
  variable: "NATS_STACK_PULUMI",
  wanted: `${PULUMI_VERSION} or a newer ${major(PULUMI_VERSION)}.x`,
  accepts: (version) =>
    major(version) === major(PULUMI_VERSION) && isAtLeast(version, PULUMI_VERSION),
  release: {
    base: "https://github.com/pulumi/pulumi/releases/download",
    mirrorVariable: "NATS_STACK_PULUMI_MIRROR",
    archive: (platform) => `pulumi-v${PULUMI_VERSION}-${platform}.tar.gz`,
    inner: () => "pulumi",
    checksums: `pulumi-${PULUMI_VERSION}-checksums.txt`,
  },
};

/** Names as nats-server's goreleaser settings write them (2.9 to 2.15). */
const natsRelease = (version: string): Release => {
  const inner = (platform: Platform) => `nats-server-v${version}-${goPlatform(platform)}`;
  return {
    base: "https://github.com/nats-io/nats-server/releases/download",
    mirrorVariable: "NATS_STACK_NATS_SERVER_MIRROR",
    archive: (platform) => `${inner(platform)}.tar.gz`,
    inner,
    checksums: "SHA256SUMS",
  };
};

const natsBasics = {
  name: "nats-server",
  executables: ["nats-server"],
  versionArguments: ["--version"],
} as const;

/** Any server this project knows is fine; the newest of those is fetched. */
export const natsServerKit: Kit = {
  ...natsBasics,
  version: NATS_SERVER_VERSION,
  variable: "NATS_STACK_NATS_SERVER",
  wanted: `${OLDEST_NATS_SERVER} or newer`,
  accepts: (version) => isAtLeast(version, OLDEST_NATS_SERVER),
  release: natsRelease(NATS_SERVER_VERSION),
};

/** @returns the kit of exactly this server version, whatever a person named or installed */
export const exactNatsServerKit = (version: string): Kit => ({
  ...natsBasics,
  version,
  wanted: `exactly ${version}`,
  accepts: (found) => found === version,
  release: natsRelease(version),
});
