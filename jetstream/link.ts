import {
  connect,
  type ConnectionOptions,
  credsAuthenticator,
  ErrorCode,
  type NatsConnection,
  nkeyAuthenticator,
} from "nats";
import type { Deadline } from "./deadline";
import { BadTarget, type JetStreamError, NotAuthorized, Unreachable } from "./errors";
import { type Greeting, readGreeting } from "./greeting";
import {
  type Address,
  addressesOf,
  type Auth,
  hostPort,
  type Target,
  targetProblems,
} from "./target";
import { tlsSettings } from "./tls";
import { at, codeOf, noAnswer, noCertificate, noTls, socketFailure } from "./unreachable";

/** One open connection. It never reconnects by itself: what was in flight when it broke must not be sent later. */
export interface Link {
  readonly connection: NatsConnection;
  readonly address: Address;
  readonly greeting: Greeting;
}

/**
 * Opens a connection to the first address that lets one in.
 *
 * @throws BadTarget, Unreachable, NotAuthorized; of several addresses, what the last one said
 */
export async function openLink(target: Target, deadline: Deadline): Promise<Link> {
  const problems = targetProblems(target);
  if (problems.length > 0) throw new BadTarget(problems);
  let failure: unknown;
  for (const address of addressesOf(target)) {
    try {
      return await openAddress(target, address, deadline);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function openAddress(target: Target, address: Address, deadline: Deadline): Promise<Link> {
  const greeting = await readGreeting(target, address, deadline);
  if (address.tls && !greeting.tls) throw noTls(target, address);
  try {
    const connection = await connect(clientOptions(target, address, greeting, deadline.left()));
    letProcessEnd(connection);
    return { connection, address, greeting };
  } catch (error) {
    const failure = connectFailure(error, target, address, deadline);
    const unwanted = failure instanceof Unreachable && failure.reason === "lost";
    throw unwanted && greeting.clientCertificate ? noCertificate(target, address) : failure;
  }
}

function clientOptions(
  target: Target,
  address: Address,
  greeting: Greeting,
  timeout: number,
): ConnectionOptions {
  return {
    servers: [hostPort(address)],
    name: "nats-stack",
    reconnect: false,
    ignoreClusterUpdates: true,
    // by DNS alone the client would not know what stands in /etc/hosts
    resolve: false,
    noAsyncTraces: true,
    // the longest there is: its timer would keep the process alive. A dead connection shows in unanswered requests
    pingInterval: 2_147_483_647,
    timeout,
    ...(greeting.tls && { tls: tlsSettings(target.tls ?? {}, address) }),
    ...(target.auth && authOptions(target.auth)),
  };
}

function authOptions(auth: Auth): Partial<ConnectionOptions> {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  switch (auth.kind) {
    case "user":
      return { user: auth.user, pass: auth.password };
    case "token":
      return { token: auth.token };
    case "nkey":
      return { authenticator: [nkeyAuthenticator(bytes(auth.seed.trim()))] };
    case "creds":
      return { authenticator: [credsAuthenticator(bytes(auth.creds))] };
    default:
      return auth satisfies never;
  }
}

const authNames: Readonly<Record<Auth["kind"], string>> = {
  user: "user and password",
  token: "the token",
  nkey: "the nkey",
  creds: "the credentials file",
};

const refusedCodes: ReadonlySet<string> = new Set([
  ErrorCode.AuthorizationViolation,
  ErrorCode.AuthenticationExpired,
  ErrorCode.AuthenticationTimeout,
  ErrorCode.AccountExpired,
]);

const lateCodes: ReadonlySet<string> = new Set([ErrorCode.Timeout, ErrorCode.ConnectionTimeout]);

/** The client's own texts and causes are left behind: nobody has checked them for secrets. */
function connectFailure(
  error: unknown,
  target: Target,
  address: Address,
  deadline: Deadline,
): JetStreamError {
  const code = codeOf(error);
  if (refusedCodes.has(code)) {
    const reason =
      target.auth === undefined
        ? "the server asks for credentials and the target has none; give a user and password, a token, an nkey or a credentials file"
        : `the server refuses ${authNames[target.auth.kind]}; correct what was given, or admit this user at the server`;
    return new NotAuthorized(`${at(target, address)}: ${reason}`);
  }
  if (lateCodes.has(code)) return noAnswer(target, address, deadline);
  return unusableAuth(error, target) ?? socketFailure(chained(error), target, address);
}

/** Seeds and JWTs of the right form may still be wrong inside: the client throws while it signs. */
function unusableAuth(error: unknown, target: Target): BadTarget | undefined {
  const badCreds: string = ErrorCode.BadCreds;
  if (member(error, "name") !== "NKeysError" && codeOf(error) !== badCreds) return undefined;
  const reason = "the seed or the credentials cannot be read; give them exactly as they were made";
  return new BadTarget([{ path: `target "${target.name}": auth`, reason }]);
}

/** The client wraps what Node reports. */
function chained(error: unknown): unknown {
  const inner = member(error, "chainedError");
  return inner === undefined ? error : inner;
}

/**
 * Makes the connection no reason for the process to stay: requests have timers of their own, which are. The client has
 * no call for it; where a release has other insides, processes end only after the connection is closed.
 */
function letProcessEnd(connection: NatsConnection): void {
  const protocol = member(connection, "protocol");
  for (const handle of [
    member(member(protocol, "transport"), "socket"),
    member(member(protocol, "heartbeats"), "timer"),
  ]) {
    const unref = member(handle, "unref");
    if (typeof unref === "function") Reflect.apply(unref, handle, []);
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
