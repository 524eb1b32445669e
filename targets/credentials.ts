import { readFileSync } from "node:fs";
import type { Auth, Tls } from "../jetstream/target";

/** Reads one key of the stack's `nats-stack:` configuration, a secret in clear; undefined where it is not set. */
export type ReadConfig = (key: string) => string | undefined;

/** A target cannot be used as it is configured; the message says what to do. */
export class TargetError extends Error {
  readonly userMistake = true;

  constructor(
    message: string,
    /** Nothing is misconfigured: the server has not been started. */
    readonly serverIsAway = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The first kind that is set wins, stack config before environment: creds, nkey, token, user. */
export function authFrom(read: ReadConfig): Auth | undefined {
  const value = (key: string, variable: string): string | undefined =>
    read(key) ?? process.env[variable];
  const creds =
    read("creds") ?? fileOf("credsFile", read("credsFile") ?? process.env["NATS_CREDS"]);
  if (creds) return { kind: "creds", creds };
  const seed = seedFrom(read);
  if (seed) return { kind: "nkey", seed };
  const token = value("token", "NATS_TOKEN");
  if (token) return { kind: "token", token };
  const user = value("user", "NATS_USER");
  if (!user) return undefined;
  return { kind: "user", user, password: value("password", "NATS_PASSWORD") ?? "" };
}

/** The seed of an nkey, as the stack or the environment has it. */
export const seedFrom = (read: ReadConfig): string | undefined =>
  read("nkeySeed") ?? fileOf("nkeyFile", read("nkeyFile") ?? process.env["NATS_NKEY"])?.trim();

/** What of TLS the stack or the environment says. */
export function tlsFrom(read: ReadConfig): Tls | undefined {
  const ca = fileOf("tlsCaFile", read("tlsCaFile") ?? process.env["NATS_CA"]);
  const cert = fileOf("tlsCertFile", read("tlsCertFile") ?? process.env["NATS_CERT"]);
  const key = fileOf("tlsKeyFile", read("tlsKeyFile") ?? process.env["NATS_KEY"]);
  const handshakeFirst = read("tlsFirst") === "true";
  if (!ca && !cert && !key && !handshakeFirst) return undefined;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), handshakeFirst };
}

function fileOf(key: string, path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TargetError(
      `nats-stack:${key}: cannot read "${path}"; name a file that this user can read`,
      false,
      { cause },
    );
  }
}
