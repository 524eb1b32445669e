/** The version of npm's @pulumi/pulumi: CLI and SDK speak one protocol, so they move together. */
export const PULUMI_VERSION = "3.248.0";

/**
 * Version of the module that a self-built language host comes from. Newer ones have no module of their own that Go's
 * module proxy serves; this one drives the CLI above, except for resource hooks and stack-wide transforms.
 */
export const LANGUAGE_HOST_VERSION = "3.60.0";

export const NATS_SERVER_VERSION = "2.15.1";

/** The oldest server whose behaviour this project knows. */
export const OLDEST_NATS_SERVER = "2.10.0";

/** @returns the first "major.minor.patch" in what a tool prints about itself, without "v" and suffix */
export const versionIn = (text: string): string | undefined => /\d+\.\d+\.\d+/.exec(text)?.[0];

const numbers = (version: string): readonly number[] => version.split(".").map(Number);

/** @returns true if `version` is `minimum` or newer */
export function isAtLeast(version: string, minimum: string): boolean {
  const wanted = numbers(minimum);
  const got = numbers(version);
  const differing = wanted.findIndex((number, place) => number !== got[place]);
  return differing < 0 || (got[differing] ?? 0) > (wanted[differing] ?? 0);
}

export const major = (version: string): string => version.split(".")[0] ?? "";
