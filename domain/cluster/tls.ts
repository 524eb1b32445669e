import type { JsonObject } from "../json";
import type { ClusterSpec, TlsSpec } from "./spec";

/** Certificates by use, with every default filled in. */
export interface ResolvedTls {
  readonly secret: string;
  /** Absent where there are no routes or gateways, or where they are plain. */
  readonly routesSecret?: string;
  readonly keys: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly verifyClients: boolean;
  readonly handshakeFirst: boolean;
  /** Who signs; absent where the Secrets are brought along. */
  readonly issuer?: { readonly name: string; readonly kind: "Issuer" | "ClusterIssuer" };
}

/** Folders of the certificates in the server's container, as in the official chart. */
export const certificateFolders = {
  nats: "/etc/nats-certs/nats",
  cluster: "/etc/nats-certs/cluster",
} as const;

/** Fills in the defaults. */
export function resolveTls(spec: TlsSpec, { servers = 1, listeners }: ClusterSpec): ResolvedTls {
  const { secret, routes = { secret }, keys = {}, certificate } = spec;
  const routed = servers > 1 || listeners?.gateway !== undefined;
  return {
    secret,
    ...(routes !== false && routed && { routesSecret: routes.secret }),
    keys: { cert: keys.cert ?? "tls.crt", key: keys.key ?? "tls.key", ca: keys.ca ?? "ca.crt" },
    verifyClients: spec.verifyClients ?? false,
    handshakeFirst: spec.handshakeFirst ?? false,
    ...(certificate && {
      issuer: { name: certificate.issuer, kind: certificate.kind ?? "ClusterIssuer" },
    }),
  };
}

/** @returns the `tls` block of a listener for clients of any protocol */
export function clientTls(tls: ResolvedTls): JsonObject {
  return {
    ...files(certificateFolders.nats, tls),
    ...(tls.verifyClients && { verify: true }),
  };
}

/** @returns the `tls` block of routes and gateways: both ends show a certificate there */
export const routeTls = (tls: ResolvedTls): JsonObject => ({
  ...files(certificateFolders.cluster, tls),
  verify: true,
});

const files = (folder: string, { keys }: ResolvedTls): JsonObject => ({
  cert_file: `${folder}/${keys.cert}`,
  key_file: `${folder}/${keys.key}`,
  ca_file: `${folder}/${keys.ca}`,
});
