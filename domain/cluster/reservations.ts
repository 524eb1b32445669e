import type { StreamDeclaration } from "../declare";
import { bytesOf } from "../units";

const mebi = 1024 ** 2;

/** What a stream without `maxBytes` is counted as, since a server reserves nothing for it: bytes per replica. */
export const unlimitedAllowance = { file: 1024 * mebi, memory: 256 * mebi } as const;

/** What one stream may take on every server that holds a replica of it. */
export interface Reservation {
  readonly name: string;
  readonly storage: "file" | "memory";
  readonly replicas: number;
  readonly bytes: number;
  /** It has no `maxBytes`, so `bytes` is only an allowance. */
  readonly unlimited: boolean;
}

/** @returns what each declared stream may take, on at most as many servers as there are */
export const reservationsOf = (
  streams: readonly StreamDeclaration[],
  servers: number,
): readonly Reservation[] => streams.map((stream) => reservation(stream, servers));

/**
 * What a server needs so that it can hold one replica of every stream: any of them may be moved to it.
 *
 * @returns bytes
 */
export const comfortable = (reservations: readonly Reservation[]): number => sum(reservations);

/**
 * The least with which all streams find a place: the largest stream, those that live on every server, and an even
 * share of all replicas. Allowances for unlimited streams do not count.
 *
 * @returns bytes per server
 */
export function necessary(all: readonly Reservation[], servers: number): number {
  const limited = all.filter(({ unlimited }) => !unlimited);
  const largest = Math.max(0, ...limited.map(({ bytes }) => bytes));
  const everywhere = sum(limited.filter(({ replicas }) => replicas === servers));
  const replicated = limited.reduce((total, { bytes, replicas }) => total + bytes * replicas, 0);
  return Math.max(largest, everywhere, Math.ceil(replicated / servers));
}

const sum = (reservations: readonly Reservation[]): number =>
  reservations.reduce((total, { bytes }) => total + bytes, 0);

function reservation({ name, config }: StreamDeclaration, servers: number): Reservation {
  const storage = config.storage ?? "file";
  const bytes = bytesOf(config.maxBytes ?? -1);
  const unlimited = bytes <= 0;
  return {
    name,
    storage,
    replicas: Math.min(Math.max(1, config.replicas ?? 1), servers),
    bytes: unlimited ? unlimitedAllowance[storage] : bytes,
    unlimited,
  };
}
