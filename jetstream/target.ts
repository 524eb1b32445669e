import type { Problem } from "../domain/problem";

/** A NATS server, and how to get in. The one place where credentials are held; never part of a resource. */
export interface Target {
  /** For messages: "local". */
  readonly name: string;
  /**
   * "nats://host:port" or, where only TLS will do, "tls://host:port"; the port is 4222 unless given. Several addresses
   * of one cluster are separated by commas and tried in order. Addresses that a server advertises are never used: behind
   * a port-forward they lead nowhere.
   */
  readonly url: string;
  readonly auth?: Auth;
  readonly tls?: Tls;
  /** JetStream domain, for a server reached through a leaf node. */
  readonly domain?: string;
}

/** Exactly one way to identify oneself. All values are the secrets themselves, not paths. */
export type Auth =
  | { readonly kind: "user"; readonly user: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "nkey"; readonly seed: string }
  /** Text of a `.creds` file: JWT and seed. */
  | { readonly kind: "creds"; readonly creds: string };

/** Demands TLS. All values are PEM texts, not paths. */
export interface Tls {
  /** Authority to trust instead of those of the system. */
  readonly ca?: string;
  /** Client certificate; needs `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that stands in the server's certificate, where it is not that of the url. @default the host of the url */
  readonly serverName?: string;
  /** The server starts with TLS, before its INFO. @default false */
  readonly handshakeFirst?: boolean;
}

/** One address of a target. */
export interface Address {
  /** Name or IP; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS is demanded. */
  readonly tls: boolean;
}

const schemes = ["nats", "tls"];

/** Every mistake in a target. No reason repeats a secret or the user part of a URL. */
export function targetProblems(target: Target): readonly Problem[] {
  const path = (field: string): string => `target "${target.name}": ${field}`;
  const found: readonly (readonly [field: string, reason: string | undefined])[] = [
    ...target.url.split(",").map((url) => ["url", urlProblem(url.trim())] as const),
    ["auth", target.auth && authProblem(target.auth)],
    ["tls", target.tls && tlsProblem(target.tls)],
    ["domain", target.domain === undefined ? undefined : domainProblem(target.domain)],
  ];
  return found.flatMap(([field, reason]) =>
    reason === undefined ? [] : [{ path: path(field), reason }],
  );
}

/** @returns the addresses of a target without problems, in the order given */
export function addressesOf(target: Target): readonly Address[] {
  return target.url.split(",").map((text) => {
    const url = new URL(text.trim());
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: url.port === "" ? 4222 : Number(url.port),
      tls: url.protocol === "tls:" || target.tls !== undefined,
    };
  });
}

/** @returns "host:port", IPv6 in brackets */
export const hostPort = ({ host, port }: Address): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

function urlProblem(text: string): string | undefined {
  if (text.includes("@")) {
    return "holds credentials, which would end up in logs; write only scheme, host and port, and give credentials separately";
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (scheme === undefined || !schemes.includes(scheme)) {
    return `got "${text}"; write "nats://host:port", or "tls://host:port" to demand TLS`;
  }
  const url = parsed(text);
  if (url === undefined || url.hostname === "" || url.port === "0") {
    return `got "${text}"; write a host and a port from 1 to 65535, such as "nats://localhost:4222"`;
  }
  return /^\/?$/.test(url.pathname) && url.search === "" && url.hash === ""
    ? undefined
    : `got "${text}"; nothing may follow host and port`;
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function authProblem(auth: Auth): string | undefined {
  switch (auth.kind) {
    case "user":
      return auth.user === "" ? "the user is empty; name it or leave auth out" : undefined;
    case "token":
      return auth.token === "" ? "the token is empty; give it or leave auth out" : undefined;
    case "nkey":
      return /^SU[A-Z2-7]{56}$/.test(auth.seed.trim())
        ? undefined
        : 'the nkey seed is not one of a user; give the 58 characters that start with "SU"';
    case "creds":
      return /BEGIN NATS USER JWT[^]*BEGIN USER NKEY SEED/.test(auth.creds)
        ? undefined
        : "the credentials hold no user JWT and seed; give the whole text of a .creds file, not its path";
    default:
      return auth satisfies never;
  }
}

function tlsProblem({ ca, cert, key }: Tls): string | undefined {
  if ((cert === undefined) !== (key === undefined)) {
    return "cert and key belong together; give both or neither";
  }
  const noPem = Object.entries({ ca, cert, key })
    .filter(([, text]) => text !== undefined && !text.includes("-----BEGIN"))
    .map(([name]) => name);
  return noPem.length === 0
    ? undefined
    : `${noPem.join(", ")}: no PEM text; give the text of the file, not its path`;
}

const domainProblem = (domain: string): string | undefined =>
  /^[^\s.*>]+$/.test(domain)
    ? undefined
    : `got "${domain}"; a JetStream domain is one word without dots, blanks, "*" and ">"`;
