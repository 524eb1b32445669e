import { ToolchainError } from "./errors";

/** The platforms that releases are fetched and tools are built for, in Node's own words. */
export const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"] as const;

export type Platform = (typeof PLATFORMS)[number];

const isPlatform = (text: string): text is Platform =>
  PLATFORMS.some((platform) => platform === text);

/**
 * @param os as in process.platform
 * @param architecture as in process.arch
 * @throws ToolchainError on any platform but the four
 */
export function platformOf(os: string, architecture: string): Platform {
  const platform = `${os}-${architecture}`;
  if (isPlatform(platform)) return platform;
  throw new ToolchainError(
    `platform: got "${platform}"; tools are fetched for ${PLATFORMS.join(", ")} alone; ` +
      "install them yourself and name them with NATS_STACK_PULUMI and NATS_STACK_NATS_SERVER",
  );
}

/** @returns the platform as Go and most release archives write it: "linux-amd64" */
export const goPlatform = (platform: Platform): string => platform.replace(/x64$/, "amd64");
