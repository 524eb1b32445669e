import type { JsonObject } from "../json";
import { ports } from "./names";
import type { ClusterSpec, GatewaySpec, ListenerSpec } from "./spec";
import { clientTls, type ResolvedTls, routeTls } from "./tls";

/** A protocol beside NATS itself, by the name of its port. */
export interface ResolvedListener {
  readonly name: "leafnodes" | "websocket" | "mqtt" | "gateway";
  readonly port: number;
  readonly tls: boolean;
}

export interface ResolvedListeners {
  readonly open: readonly ResolvedListener[];
  /** Addresses of other clusters, by name. */
  readonly gateways: Readonly<Record<string, readonly string[]>>;
}

/** Fills in the defaults. */
export function resolveListeners({ listeners = {}, tls }: ClusterSpec): ResolvedListeners {
  const { leafnodes, websocket, mqtt, gateway } = listeners;
  const certified = (name: string): boolean =>
    tls !== undefined && (name !== "gateway" || tls.routes !== false);
  const one = (name: ResolvedListener["name"], spec: ListenerSpec | undefined) =>
    spec ? [{ name, port: spec.port ?? ports[name], tls: spec.tls ?? certified(name) }] : [];
  return {
    open: [
      ...one("leafnodes", leafnodes),
      ...one("websocket", websocket),
      ...one("mqtt", mqtt),
      ...one("gateway", gateway),
    ],
    gateways: gateway ? remotes(gateway) : {},
  };
}

/** @returns the listeners' blocks of nats.conf */
export function listenersConf(
  name: string,
  { open, gateways }: ResolvedListeners,
  tls: ResolvedTls | undefined,
): JsonObject {
  return Object.fromEntries(
    open.map((listener) => [listener.name, block(name, listener, gateways, tls)]),
  );
}

function block(
  name: string,
  listener: ResolvedListener,
  gateways: ResolvedListeners["gateways"],
  tls: ResolvedTls | undefined,
): JsonObject {
  const encrypted = listener.tls && tls !== undefined;
  if (listener.name === "gateway") {
    return {
      name,
      port: listener.port,
      gateways: Object.entries(gateways).map(([remote, urls]) => ({ name: remote, urls })),
      ...(encrypted && { tls: routeTls(tls) }),
    };
  }
  return {
    port: listener.port,
    ...(encrypted && { tls: clientTls(tls) }),
    // without certificates a websocket must say that it means it
    ...(!encrypted && listener.name === "websocket" && { no_tls: true }),
  };
}

const remotes = ({ remotes: given }: GatewaySpec): ResolvedListeners["gateways"] =>
  Object.fromEntries(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
