import type { Deadline } from "./deadline";
import { Unreachable } from "./errors";
import { type Address, hostPort, type Target } from "./target";
import { certificateWanted, tlsReason } from "./tls";

/** @returns the head of every message about one address: `target "local": 127.0.0.1:4222` */
export const at = (target: Target, address: Address): string =>
  `target "${target.name}": ${hostPort(address)}`;

/** @returns the code of an error of Node, OpenSSL or the client: "ECONNREFUSED"; empty where it has none */
export function codeOf(error: unknown): string {
  const code =
    typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** What an error of the socket, or of TLS on it, means. */
export function socketFailure(error: unknown, target: Target, address: Address): Unreachable {
  const code = codeOf(error);
  const tls = tlsReason(code, address, target.tls);
  if (tls !== undefined) return new Unreachable("tls", `${at(target, address)}: ${tls}`);
  const { host } = address;
  switch (code) {
    case "ECONNREFUSED":
    case "CONNECTION_REFUSED":
      return new Unreachable(
        "refused",
        `${at(target, address)}: connection refused, nothing listens there; start the server, or correct the url`,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Unreachable(
        "unknownHost",
        `${at(target, address)}: the host "${host}" has no address (${code}); correct the url`,
      );
    default:
      return new Unreachable(
        "lost",
        `${at(target, address)}: the connection broke${code === "" ? "" : ` (${code})`}; check the server and the network`,
      );
  }
}

export const noAnswer = (target: Target, address: Address, { span }: Deadline): Unreachable =>
  new Unreachable(
    "silent",
    `${at(target, address)}: no answer within ${span}; check host, port and the firewalls on the way`,
  );

/** @param how "stays silent for 5s", "hangs up" */
export const noGreeting = (target: Target, address: Address, how: string): Unreachable =>
  new Unreachable(
    "silent",
    `${at(target, address)}: something accepts connections but ${how}, which no NATS server does; correct the port, or set nats-stack:tlsFirst where the server starts with TLS`,
  );

/** @param text what came instead of an INFO */
export function notNats(target: Target, address: Address, text: string): Unreachable {
  if (text.startsWith("HTTP/")) {
    return new Unreachable(
      "notNats",
      `${at(target, address)}: an HTTP server answers there; use the port for NATS clients, usually 4222, not the one for monitoring`,
    );
  }
  // a TLS alert: the answer of a TLS server to plain text
  return text.startsWith("\u0015\u0003")
    ? new Unreachable(
        "tls",
        `${at(target, address)}: the server starts with TLS; set nats-stack:tlsFirst`,
      )
    : new Unreachable(
        "notNats",
        `${at(target, address)}: what answers there is no NATS server; correct the port`,
      );
}

export const noTls = (target: Target, address: Address): Unreachable =>
  new Unreachable(
    "tls",
    `${at(target, address)}: the server offers no TLS, and the target demands it; switch TLS on at the server, or write "nats://" and leave out nats-stack:tlsCaFile and the like`,
  );

/** With TLS 1.3 a server that dislikes the client's certificate may just reset the connection. */
export const noCertificate = (target: Target, address: Address): Unreachable =>
  new Unreachable("tls", `${at(target, address)}: ${certificateWanted}`);
