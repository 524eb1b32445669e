import type { StreamDeclaration } from "../declare";
import { parseSize } from "../units";
import { comfortable, reservationsOf } from "./reservations";
import type { ClusterSpec } from "./spec";

const mebi = 1024 ** 2;
const gibi = 1024 ** 3;

/** What streams may fill of a claim: a formatted volume holds 3 to 5 % less, and logs and indexes need room as well. */
export const storeShare = 0.85;

/** Above this share of a claim the disk is full before the server knows. */
export const formattedShare = 0.95;

/** What the Go runtime is told of the memory limit, so that it collects before the kernel kills. */
export const goMemoryShare = 0.8;

/** Memory of a server beside its memory streams: itself, connections, and blocks of file streams in use. */
const baseMemory = 256 * mebi;
const fileCache = 256 * mebi;

/** Room above the sum of reservations, for streams to come. */
const headRoom = 1.1;

/** Claims come in steps, so that one more stream seldom asks for larger ones. */
const claimSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Sizes of each server, in bytes. */
export interface Sizing {
  readonly storage: "claim" | "ephemeral";
  /** Size of the claim, or of the folder that is gone with the pod. */
  readonly volume: number;
  readonly maxFileStore: number;
  readonly maxMemoryStore: number;
  readonly memory: number;
  readonly goMemory: number;
}

/**
 * Sizes a server for what is declared. Whatever is set by hand holds; the rest follows from it and from the streams.
 *
 * @param spec its sizes can be read: `clusterProblems` found nothing
 */
export function sizeCluster(spec: ClusterSpec, streams: readonly StreamDeclaration[]): Sizing {
  const servers = spec.servers ?? 1;
  const all = reservationsOf(streams, servers);
  const file = comfortable(all.filter(({ storage }) => storage === "file"));
  const maxMemoryStore =
    given(spec.storage?.maxMemoryStore) ??
    roundUp(comfortable(all.filter(({ storage }) => storage === "memory")) * headRoom, 256 * mebi);
  const volume =
    given(spec.storage?.claim) ??
    claimFor(given(spec.storage?.maxFileStore) ?? Math.ceil(file * headRoom));
  const maxFileStore =
    given(spec.storage?.maxFileStore) ??
    (file === 0 ? 0 : Math.floor((volume * storeShare) / mebi) * mebi);
  const memory =
    given(spec.resources?.memory) ??
    roundUp(neededMemory(maxMemoryStore, maxFileStore) / goMemoryShare, 64 * mebi);
  return {
    storage: storageKind(spec, streams),
    volume,
    maxFileStore,
    maxMemoryStore,
    memory,
    goMemory: Math.floor((memory * goMemoryShare) / mebi) * mebi,
  };
}

/** @returns whether the servers keep claims, as set or as the streams and the number of servers ask for */
export function storageKind(
  { storage, servers = 1 }: ClusterSpec,
  streams: readonly StreamDeclaration[],
): Sizing["storage"] {
  const durable = servers > 1 || streams.some(({ config }) => config.storage !== "memory");
  return storage?.kind ?? (durable ? "claim" : "ephemeral");
}

/** @returns bytes that the Go runtime must have for these stores */
export const neededMemory = (maxMemoryStore: number, maxFileStore: number): number =>
  baseMemory + maxMemoryStore + (maxFileStore > 0 ? fileCache : 0);

const given = (size: string | undefined): number | undefined =>
  size === undefined ? undefined : parseSize(size);

const roundUp = (bytes: number, step: number): number => Math.ceil(bytes / step) * step;

function claimFor(store: number): number {
  const least = store / storeShare;
  const step = claimSteps.find((size) => size * gibi >= least);
  return step === undefined ? roundUp(least, 1000 * gibi) : step * gibi;
}
