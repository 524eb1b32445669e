import { isIP } from "node:net";
import type { Address, Tls } from "./target";

/** What Node's TLS and the client need to meet one address. */
export interface TlsSettings {
  readonly host: string;
  readonly servername?: string;
  readonly handshakeFirst: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Host and name are given explicitly: left alone, the client has certificates of an IP address compared with the name
 * "localhost" (seen on nats 2.29.3). An IP address is no server name (RFC 6066).
 */
export function tlsSettings(
  { ca, cert, key, serverName, handshakeFirst }: Tls,
  { host }: Address,
): TlsSettings {
  const named = serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    host,
    handshakeFirst: handshakeFirst === true,
    ...(named !== undefined && { servername: named }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

const untrusted: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const unreadable =
  "the authority, certificate or key cannot be read, or certificate and key do not belong together; name matching PEM files in nats-stack:tlsCaFile, nats-stack:tlsCertFile and nats-stack:tlsKeyFile";

const wayToName = (byUrl: boolean): string =>
  byUrl ? "use a host name that stands in it" : "give it one with that name";

/** The sentence for a server that verifies its clients. */
export const certificateWanted =
  "the server asks for a client certificate that it trusts; name its files in nats-stack:tlsCertFile and nats-stack:tlsKeyFile";

/**
 * Why a TLS connection did not come about.
 *
 * @param code of the error of Node's `tls` or of OpenSSL
 * @returns what and the way out, or undefined where the code is none of TLS
 */
export function tlsReason(code: string, { host }: Address, tls?: Tls): string | undefined {
  const serverName = tls?.serverName ?? host;
  if (untrusted.has(code)) {
    return "the server's certificate is signed by nobody this machine trusts; name its authority in nats-stack:tlsCaFile";
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the server's certificate is not made out to "${serverName}"; ${wayToName(serverName === host)}`;
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return "the server's certificate is out of date; renew it, and check the clocks";
  }
  if (
    /ALERT_CERTIFICATE_REQUIRED|ALERT_HANDSHAKE_FAILURE|ALERT_(BAD_CERTIFICATE|UNKNOWN_CA)/.test(
      code,
    )
  ) {
    return certificateWanted;
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(code)) {
    return "the server does not start with TLS; leave out nats-stack:tlsFirst";
  }
  if (/ERR_OSSL|^ERR_CRYPTO|KEY_VALUES_MISMATCH/.test(code)) {
    return unreadable;
  }
  return /^TLS$|EPROTO|ERR_SSL|ERR_TLS/.test(code)
    ? `the TLS handshake failed (${code}); compare the TLS settings of both sides`
    : undefined;
}
