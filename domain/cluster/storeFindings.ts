import { humanSize } from "../units";
import type { Cluster } from "./cluster";
import type { Finding } from "./finding";
import { necessary, type Reservation } from "./reservations";

/**
 * Stores that come out smaller than what is on the servers. A server starts all the same, refuses every message while more
 * is stored than it may, and every change of a stream while more is reserved (seen on 2.12 and 2.15).
 *
 * @param streams what the servers have to hold once all is deployed
 */
export function storeFindings(
  { servers, sizing }: Pick<Cluster, "servers" | "sizing">,
  streams: readonly Reservation[],
): readonly Finding[] {
  const of = (kind: Reservation["storage"]): readonly Reservation[] =>
    streams.filter(({ storage }) => storage === kind);
  return [
    ...tooSmall("storage.maxFileStore", sizing.maxFileStore, of("file"), servers),
    ...tooSmall("storage.maxMemoryStore", sizing.maxMemoryStore, of("memory"), servers),
  ];
}

function tooSmall(
  path: string,
  bytes: number,
  streams: readonly Reservation[],
  servers: number,
): readonly Finding[] {
  const needed = necessary(streams, servers);
  if (needed <= bytes) return [];
  const largest = [...streams].sort((a, b) => b.bytes - a.bytes).slice(0, 5);
  const names = largest.map((one) => `${JSON.stringify(one.name)} ${humanSize(one.bytes)}`);
  const text = `comes to ${humanSize(bytes)}, but declared and live streams hold or reserve ${humanSize(needed)} on each server, which would refuse messages and changes; raise it, lower maxBytes, or delete what is not declared; the largest are ${names.join(", ")}`;
  return [{ kind: "impossible", path, text }];
}
