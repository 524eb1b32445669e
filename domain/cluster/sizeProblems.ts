import type { StreamDeclaration } from "../declare";
import type { Problem } from "../problem";
import { formatSize, humanSize } from "../units";
import { problem, sizeOf, sizeProblem } from "./fieldProblems";
import { milliCpu } from "./quantity";
import { necessary, type Reservation, reservationsOf } from "./reservations";
import { formattedShare, goMemoryShare, neededMemory, storageKind } from "./sizing";
import type { ClusterSpec } from "./spec";

/**
 * Mistakes in sizes, and sizes set by hand that do not hold the declared streams. More replicas than servers and streams
 * that cannot be kept are among them.
 */
export function sizeProblems(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  return [
    ...unitProblems(spec),
    ...cpuProblems(spec),
    ...storageProblems(spec, streams),
    ...storeProblems(spec, streams),
    ...memoryProblems(spec, streams),
    ...replicaProblems(spec.servers ?? 1, streams),
  ];
}

function unitProblems({
  storage = {},
  resources = {},
  limits = {},
}: ClusterSpec): readonly Problem[] {
  return [
    ...problem("storage.claim", sizeProblem(storage.claim)),
    ...problem("storage.maxFileStore", sizeProblem(storage.maxFileStore)),
    ...problem("storage.maxMemoryStore", sizeProblem(storage.maxMemoryStore)),
    ...problem("resources.memory", sizeProblem(resources.memory)),
    ...problem("limits.maxPayload", payloadProblem(limits.maxPayload)),
  ];
}

/** nats-server server/const.go, MAX_PAYLOAD_MAX_SIZE */
function payloadProblem(text: string | undefined): string | undefined {
  const bytes = sizeOf(text);
  return bytes !== undefined && (bytes < 1 || bytes > 64 * 1024 ** 2)
    ? `got ${JSON.stringify(text)}; write a size up to "64MiB"`
    : sizeProblem(text);
}

function cpuProblems({ resources = {} }: ClusterSpec): readonly Problem[] {
  const { cpuRequest, cpuLimit } = resources;
  const form = 'write processors or thousandths of one, such as "2" or "500m"';
  const wrong = (text: string | undefined): string | undefined =>
    text !== undefined && milliCpu(text) === undefined
      ? `got ${JSON.stringify(text)}; ${form}`
      : undefined;
  const [request, limit] = [milliCpu(cpuRequest ?? "100m"), milliCpu(cpuLimit ?? "2")];
  const above = request !== undefined && limit !== undefined && request > limit;
  return [
    ...problem("resources.cpuRequest", wrong(cpuRequest)),
    ...problem("resources.cpuLimit", wrong(cpuLimit)),
    ...problem(
      "resources.cpuRequest",
      above
        ? `got ${JSON.stringify(cpuRequest ?? "100m")}, above the limit of "${cpuLimit ?? "2"}"; lower it or raise resources.cpuLimit`
        : undefined,
    ),
  ];
}

function storageProblems(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  const { storage = {}, servers = 1 } = spec;
  const ephemeral = storageKind(spec, streams) === "ephemeral";
  const [claim, store] = [sizeOf(storage.claim), sizeOf(storage.maxFileStore)];
  const full = claim !== undefined && store !== undefined && store > claim * formattedShare;
  return [
    ...problem(
      "storage.kind",
      ephemeral && servers > 1
        ? `got "ephemeral", but ${servers} servers vote from disk and would forget their votes with a pod; use "claim" or one server`
        : undefined,
    ),
    ...problem(
      "storage.storageClass",
      ephemeral && storage.storageClass !== undefined
        ? `got ${JSON.stringify(storage.storageClass)}, but storage is "ephemeral"; leave it out or set storage.kind to "claim"`
        : undefined,
    ),
    ...problem(
      "storage.maxFileStore",
      full
        ? `got ${JSON.stringify(storage.maxFileStore)}, but a claim of "${storage.claim ?? ""}" holds about ${humanSize(claim * formattedShare)} once formatted; lower it or raise storage.claim`
        : undefined,
    ),
  ];
}

/** Sizes set by hand, against the sum of what the streams reserve. */
function storeProblems(
  { storage = {}, servers = 1 }: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  const all = reservationsOf(streams, servers);
  const of = (kind: Reservation["storage"]): readonly Reservation[] =>
    all.filter((stream) => stream.storage === kind);
  const claim = sizeOf(storage.claim);
  return [
    ...tooSmall("storage.maxMemoryStore", sizeOf(storage.maxMemoryStore), of("memory"), servers),
    ...tooSmall("storage.maxFileStore", sizeOf(storage.maxFileStore), of("file"), servers),
    ...tooSmall(
      "storage.claim",
      claim === undefined || storage.maxFileStore !== undefined
        ? undefined
        : Math.floor(claim * formattedShare),
      of("file"),
      servers,
    ),
  ];
}

function tooSmall(
  path: string,
  bytes: number | undefined,
  streams: readonly Reservation[],
  servers: number,
): readonly Problem[] {
  const needed = necessary(streams, servers);
  if (bytes === undefined || bytes >= needed) {
    return [];
  }
  const largest = [...streams].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const names = largest.map((stream) => `"${stream.name}" ${formatSize(stream.bytes)}`).join(", ");
  const reason = `got room for ${humanSize(bytes)}, but the declared streams reserve ${humanSize(needed)} on each server; leave it out, raise it, or lower maxBytes; the largest are ${names}`;
  return [{ path, reason }];
}

/** The server, its memory streams and the room that the Go runtime keeps must fit into the limit. */
function memoryProblems(
  { storage = {}, resources = {}, servers = 1 }: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  const inMemory = reservationsOf(streams, servers).filter((one) => one.storage === "memory");
  const memory = sizeOf(resources.memory);
  const store = sizeOf(storage.maxMemoryStore) ?? necessary(inMemory, servers);
  const needed = Math.ceil(neededMemory(store, 0) / goMemoryShare);
  return problem(
    "resources.memory",
    memory !== undefined && memory < needed
      ? `got ${JSON.stringify(resources.memory)}, but a server${store > 0 ? ` with ${humanSize(store)} of memory streams` : ""} needs ${humanSize(needed)}; leave it out or raise it`
      : undefined,
  );
}

function replicaProblems(
  servers: number,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  return streams.flatMap(({ name, config }) =>
    problem(
      `stream "${name}": replicas`,
      (config.replicas ?? 1) > servers
        ? `got ${config.replicas ?? 1}, but the cluster has ${servers === 1 ? "1 server" : `${servers} servers`}; use ${servers} or fewer, or raise servers`
        : undefined,
    ),
  );
}
