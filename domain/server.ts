/** What a plan needs to know of the server that answers. */
export interface ServerFacts {
  /** As the server says it: "2.15.1", "2.12.0-RC.2". */
  readonly version: string;
  /** JetStream API level (ADR-44); 0 before 2.11. */
  readonly apiLevel: number;
  readonly clustered: boolean;
  /** Where this stack deploys the server itself: what its pods forget is told with the plan for the pods. */
  readonly ownPods?: boolean;
  readonly limits: AccountLimits;
  /** Where the account has limits for each number of replicas, by "R1", "R3"; then `limits` is empty. */
  readonly tiers?: Readonly<Record<string, AccountLimits>>;
}

/** Limits of the account on that server, and what is used of them. Absent means unlimited or not told. */
export interface AccountLimits {
  readonly maxMemoryBytes?: number;
  readonly maxStorageBytes?: number;
  readonly maxStreams?: number;
  readonly maxConsumers?: number;
  readonly usedMemoryBytes?: number;
  readonly usedStorageBytes?: number;
  /** The largest `maxBytes` of one stream. */
  readonly maxMemoryStreamBytes?: number;
  readonly maxStorageStreamBytes?: number;
  /** Whether every stream has to set `maxBytes`. */
  readonly maxBytesRequired?: true;
  readonly reservedMemoryBytes?: number;
  readonly reservedStorageBytes?: number;
}

/** Three numbers of a release; a pre-release counts as its release. */
export type Version = readonly [major: number, minor: number, patch: number];

/** @returns the numbers of "2.15.1" or "v2.12.0-RC.2"; missing ones are 0 */
export function parseVersion(text: string): Version {
  const [, major = "0", minor = "0", patch = "0"] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

/** @returns whether `version` is `least` or newer */
export function atLeast(version: string, least: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(least)];
  return (a[0] - b[0] || a[1] - b[1] || a[2] - b[2]) >= 0;
}
