import { streamNameOf } from "../../domain/bucket/bucketId";
import { ownSubjects } from "../../domain/topology/flows";
import { isSubset } from "../../domain/subject";
import { Mistake } from "../mistake";
import type { ServedSystem, Server } from "./servers";

/**
 * @param verb for the message
 * @returns the server, where it is clear which one is meant
 * @throws Mistake where a stack has several and none was named
 */
export function onlyServer(servers: readonly Server[], verb: string): Server {
  const [server, ...others] = servers;
  if (server !== undefined && others.length === 0) return server;
  throw new Mistake(`${verb}: this stack has a server per system; name one with --system`);
}

/** @returns the server for which a stream or bucket is declared; where none is, the only one */
export const serverOfStream = (servers: readonly Server[], stream: string, verb: string): Server =>
  serverWith(servers, (system) => declaredNames(system).includes(stream), verb);

/** @returns the server for which a stream is declared that stores a subject; where none is, the only one */
export const serverOfSubject = (
  servers: readonly Server[],
  subject: string,
  verb: string,
): Server =>
  serverWith(
    servers,
    ({ streams }) => streams.flatMap(ownSubjects).some((own) => isSubset(subject, own)),
    verb,
  );

/** @returns the names that streams and buckets of a system have as streams on the server */
export const declaredNames = ({ streams, buckets }: ServedSystem): readonly string[] => [
  ...streams.map(({ name }) => name),
  ...buckets.map(streamNameOf),
];

function serverWith(
  servers: readonly Server[],
  fits: (system: ServedSystem) => boolean,
  verb: string,
): Server {
  const fitting = servers.filter(({ systems }) => systems.some(fits));
  return onlyServer(fitting.length > 0 ? fitting : servers, verb);
}
