import type { Cluster } from "../../domain/cluster/cluster";
import { ports } from "../../domain/cluster/names";

/** One port of a server, under the name that the official chart gives it. */
export interface ServerPort {
  readonly name: string;
  readonly port: number;
  readonly appProtocol: "tcp" | "tls" | "http" | "https";
  /** Who connects: programs, the servers among each other, other clusters, or who watches. */
  readonly for: "clients" | "routes" | "gateways" | "monitoring";
}

/** @returns the ports that each server listens on, in the order of the official chart */
export function serverPorts({ tls, listeners, servers }: Cluster): readonly ServerPort[] {
  const further = listeners.open.map(({ name, port, tls: encrypted }): ServerPort => ({
    name,
    port,
    appProtocol: protocol(name === "websocket", encrypted),
    for: name === "gateway" ? "gateways" : "clients",
  }));
  const routes: ServerPort = {
    name: "cluster",
    port: ports.cluster,
    appProtocol: protocol(false, tls?.routesSecret !== undefined),
    for: "routes",
  };
  return [
    {
      name: "nats",
      port: ports.nats,
      appProtocol: protocol(false, tls !== undefined),
      for: "clients",
    },
    ...further.filter((port) => port.for === "clients"),
    ...(servers > 1 ? [routes] : []),
    ...further.filter((port) => port.for === "gateways"),
    { name: "monitor", port: ports.monitor, appProtocol: "http", for: "monitoring" },
  ];
}

function protocol(http: boolean, encrypted: boolean): ServerPort["appProtocol"] {
  if (http) return encrypted ? "https" : "http";
  return encrypted ? "tls" : "tcp";
}
