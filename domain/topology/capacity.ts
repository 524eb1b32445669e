import { streamAsset } from "../assets";
import type { DeclaredStream } from "./flows";
import type { WireConfig } from "../observed";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";
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
 * file storage (10047) and memory (10028).
 *
 * @param others configs of live streams outside the declaration, which count as well
 * @see nats-server server/jetstream.go, checkBytesLimits
 */
export function capacityProblems(
  streams: readonly DeclaredStream[],
  server: ServerFacts,
  others: readonly WireConfig[],
): readonly Problem[] {
  const { maxStreams, maxStorageBytes, maxMemoryBytes } = server.limits;
  const declared = streams.map(declaredReservation);
  const outside = others.map(liveReservation);
  return [
    ...streamCount(streams.length, others.length, maxStreams),
    ...reserved("file", declared, outside, maxStorageBytes),
    ...reserved("memory", declared, outside, maxMemoryBytes),
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
  const reason = `got maxBytes of ${humanSize(sum(ours))} in all, every replica counted${more}, but the account has ${humanSize(limit)} of ${storage} storage; lower maxBytes or raise that limit; the largest are ${names.join(", ")}`;
  return [{ path: `streams with storage "${storage}"`, reason }];
}

const sum = (streams: readonly Reservation[]): number =>
  streams.reduce((total, { bytes }) => total + bytes, 0);

function declaredReservation({ name, config }: DeclaredStream): Reservation {
  const bytes = bytesOf(config.maxBytes ?? 0) * (config.replicas ?? 1);
  return { name, storage: config.storage ?? "file", bytes: Math.max(0, bytes) };
}

function liveReservation(wire: WireConfig): Reservation {
  const { name, storage, max_bytes: bytes, num_replicas: replicas } = wire;
  const each = typeof bytes === "number" && bytes > 0 ? bytes : 0;
  return {
    name: typeof name === "string" ? name : "",
    storage: storage === "memory" ? "memory" : "file",
    bytes: each * (typeof replicas === "number" && replicas > 1 ? replicas : 1),
  };
}
