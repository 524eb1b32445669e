import { readObject } from "./files";
import type { Machine } from "./machine";
import { machineFrom, noteFrom, textFrom } from "./notes";
import type { ProcessNote } from "./processes";

/** The running local server, in `.nats-stack/server/server.json`. The Pulumi program reads `url` of it. */
export interface LocalServer {
  /** Where clients connect: "nats://127.0.0.1:4222". */
  readonly url: string;
  /** "http://127.0.0.1:8222". */
  readonly monitoringUrl: string;
  readonly version: string;
  /** As in the INFO line: different at every start, so that nobody else's server is taken for this one. */
  readonly serverId: string;
  /** Folder of the JetStream store. */
  readonly store: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly process: ProcessNote;
  readonly machine: Machine;
}

/** @returns what the file says; undefined where there is none, or it names no server */
export function readServer(file: string): LocalServer | undefined {
  const value = readObject(file);
  const note = noteFrom(value?.["process"]);
  if (!value || !note) return undefined;
  const server = {
    url: textFrom(value["url"]),
    monitoringUrl: textFrom(value["monitoringUrl"]),
    version: textFrom(value["version"]),
    serverId: textFrom(value["serverId"]),
    store: textFrom(value["store"]),
    startedAt: textFrom(value["startedAt"]),
    process: note,
    machine: machineFrom(value["machine"]),
  };
  return URL.canParse(server.url) && server.serverId !== "" ? server : undefined;
}

/** @returns the port of an address such as "nats://127.0.0.1:4222" */
export const portOf = (url: string): number => Number(new URL(url).port);
