import { readFileSync } from "node:fs";
import type { Places } from "./places";
import { loopback } from "./ports";

/** Ports of the local server on the loopback address. */
export interface ServerPorts {
  readonly client: number;
  readonly monitoring: number;
}

/** What one gets where nothing else listens there: the ports that NATS tools expect. */
export const usualPorts: ServerPorts = { client: 4222, monitoring: 8222 };

// The fourteen memory streams of 100MB reserve 1.4 GB, and the server refuses reservations above its limit.
const maxMemoryBytes = 2_000_000_000;
const maxFileBytes = 10_000_000_000;

/** @returns the name of the server of a project folder: whoever answers under another one is somebody else's */
export const serverName = ({ mark }: Places): string => `nats-stack-local-${mark}`;

/** @returns the text of nats.conf */
export const serverConfig = (ports: ServerPorts, places: Places): string =>
  `# Written by npm start at every start of the server.
server_name: "${serverName(places)}"
listen: "${loopback}:${ports.client}"
http: "${loopback}:${ports.monitoring}"
jetstream {
  store_dir: ${JSON.stringify(places.store)}
  max_memory_store: ${maxMemoryBytes}
  max_file_store: ${maxFileBytes}
}
`;

/** @returns the ports that a nats.conf of ours names; those it had before are taken again, so that clients find it */
export function portsIn(file: string): ServerPorts | undefined {
  const text = readText(file);
  const port = (key: string): number =>
    Number(new RegExp(`^${key}: "[^"]*:(\\d+)"$`, "m").exec(text)?.[1]);
  const [client, monitoring] = [port("listen"), port("http")];
  return client > 0 && monitoring > 0 ? { client, monitoring } : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
