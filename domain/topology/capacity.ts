import { streamAsset } from "../assets";
import type { DeclaredStream } from "./flows";
import type { WireConfig } from "../observed";
import { groupBy } from "../group";
import { type Problem, under } from "../problem";
import type { AccountLimits, ServerFacts } from "../server";
import { bytesOf, formatSize, humanSize } from "../units";

type Storage = "file" | "memory";

/** What one stream reserves: a server sets aside `maxBytes` for every replica, and nothing where it is unlimited. */
interface Reservation {
  readonly name: string;
  readonly storage: Storage;
  readonly bytes: number;
}

/**
 * What all declared streams together ask of a server that it does not have: number of streams (10027), reserved
 * file storage (10047) and memory (10028), the size of one stream (10122), or that there is one (10113). Where an account
 * has limits for each number of replicas, each of those is a sum of its own, replicas not counted.
 *
 * @param others configs of live streams outside the declaration, which count as well
 * @see nats-server server/jetstream.go, checkBytesLimits; server/stream.go, tieredStreamAndReservationCount
 */
export function capacityProblems(
  streams: readonly DeclaredStream[],
  { limits, tiers }: ServerFacts,
  others: readonly WireConfig[],
): readonly Problem[] {
  if (!tiers) return poolProblems(streams, others, { limits, factor: (replicas) => replicas });
  const tierOf = (replicas: unknown): string =>
    `R${typeof replicas === "number" && replicas > 1 ? replicas : 1}`;
  return [...groupBy(streams, ({ config }) => tierOf(config.replicas))].flatMap(
    ([tier, declared]) => {
      const found = tiers[tier];
      const outside = others.filter((wire) => tierOf(wire["num_replicas"]) === tier);
      return found
        ? poolProblems(declared, outside, { limits: found, factor: () => 1, tier })
        : noTier(declared, tier, Object.keys(tiers));
    },
  );
}

const noTier = (
  streams: readonly DeclaredStream[],
  tier: string,
  known: readonly string[],
): readonly Problem[] =>
  streams.map(({ name }) => ({
    path: `${streamAsset(name)}: replicas`,
    reason: `the account has no limits for ${tier} (10120), only for ${known.join(", ")}; change replicas, or add that tier to the account`,
  }));

/** Limits that hold for some streams together. */
interface Pool {
  readonly limits: AccountLimits;
  /** How often the bytes of a stream count. */
  readonly factor: (replicas: number) => number;
  /** Where the account has several. */
  readonly tier?: string;
}

function poolProblems(
  streams: readonly DeclaredStream[],
  others: readonly WireConfig[],
  pool: Pool,
): readonly Problem[] {
  const { maxStreams, maxStorageBytes, maxMemoryBytes } = pool.limits;
  const declared = streams.map((stream) => declaredReservation(stream, pool));
  const outside = others.map((wire) => liveReservation(wire, pool));
  const found = [
    ...streamCount(streams.length, others.length, maxStreams),
    ...reserved("file", declared, outside, pool, maxStorageBytes),
    ...reserved("memory", declared, outside, pool, maxMemoryBytes),
  ];
  const { tier } = pool;
  return [
    ...(tier === undefined ? found : under(`account limits for ${tier}`, found)),
    ...streams.flatMap((stream) => sizeProblems(stream, pool.limits)),
  ];
}

function sizeProblems(
  { name, config }: DeclaredStream,
  { maxMemoryStreamBytes, maxStorageStreamBytes, maxBytesRequired }: AccountLimits,
): readonly Problem[] {
  const bytes = bytesOf(config.maxBytes ?? -1);
  const most = config.storage === "memory" ? maxMemoryStreamBytes : maxStorageStreamBytes;
  const path = `${streamAsset(name)}: maxBytes`;
  if (maxBytesRequired && bytes <= 0) {
    return [
      { path, reason: "not set, and the account demands it of every stream (10113); set it" },
    ];
  }
  return most === undefined || bytes <= most
    ? []
    : [
        {
          path,
          reason: `got ${formatSize(bytes)}, but the account allows a stream ${humanSize(most)} (10122); lower it, or raise that limit`,
        },
      ];
}

function streamCount(declared: number, others: number, limit?: number): readonly Problem[] {
  if (limit === undefined || declared + others <= limit) {
    return [];
  }
  const reason = `got ${declared}${others > 0 ? `, with ${others} more on the server that are not declared` : ""}, but the account allows ${limit}; declare fewer, delete some, or raise the account's limit of streams`;
  return [{ path: "streams", reason }];
}

function reserved(
  storage: Storage,
  declared: readonly Reservation[],
  outside: readonly Reservation[],
  { tier }: Pool,
  limit?: number,
): readonly Problem[] {
  const ours = declared.filter((stream) => stream.storage === storage && stream.bytes > 0);
  const theirs = sum(outside.filter((stream) => stream.storage === storage));
  if (limit === undefined || ours.length === 0 || sum(ours) + theirs <= limit) {
    return [];
  }
  const largest = [...ours].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const names = largest.map(({ name, bytes }) => `${streamAsset(name)} ${formatSize(bytes)}`);
  const more = theirs > 0 ? `, and streams that are not declared reserve ${humanSize(theirs)}` : "";
  const reason = `got maxBytes of ${humanSize(sum(ours))} in all${tier === undefined ? ", every replica counted" : ""}${more}, but the account has ${humanSize(limit)} of ${storage} storage; lower maxBytes or raise that limit; the largest are ${names.join(", ")}`;
  return [{ path: `streams with storage "${storage}"`, reason }];
}

const sum = (streams: readonly Reservation[]): number =>
  streams.reduce((total, { bytes }) => total + bytes, 0);

function declaredReservation({ name, config }: DeclaredStream, { factor }: Pool): Reservation {
  const bytes = bytesOf(config.maxBytes ?? 0) * factor(config.replicas ?? 1);
  return { name, storage: config.storage ?? "file", bytes: Math.max(0, bytes) };
}

function liveReservation(wire: WireConfig, { factor }: Pool): Reservation {
  const { name, storage, max_bytes: bytes, num_replicas: replicas } = wire;
  const each = typeof bytes === "number" && bytes > 0 ? bytes : 0;
  return {
    name: typeof name === "string" ? name : "",
    storage: storage === "memory" ? "memory" : "file",
    bytes: each * factor(typeof replicas === "number" && replicas > 1 ? replicas : 1),
  };
}
