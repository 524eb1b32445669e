import { ErrorCode } from "nats";
import { isObject, type JsonObject } from "../domain/json";
import type { Deadline } from "./deadline";
import { JetStreamOff, NotAuthorized, Unanswered, Unreachable } from "./errors";
import type { Link } from "./link";
import { refusalOf } from "./refusals";
import type { Target } from "./target";
import { at, codeOf } from "./unreachable";
import { parseWire } from "./wireJson";

/** A request on its way, as far as messages need to know it. */
export interface Sent {
  readonly target: Target;
  readonly link: Link;
  /** API subject without its prefix: "STREAM.INFO.ORDERS". */
  readonly request: string;
  /** What it is about, for a person: `stream "ORDERS": info`. */
  readonly what: string;
  readonly changes: boolean;
  readonly deadline: Deadline;
}

const notEnabled: ReadonlySet<number> = new Set([10039, 10076]);

/** @throws ServerRefusal, JetStreamOff, Unreachable where the reply is none of JetStream */
export function readReply(text: string, sent: Sent): JsonObject {
  const reply = parsed(text);
  if (reply === undefined) {
    const { target, link, what } = sent;
    throw new Unreachable(
      "notNats",
      `${at(target, link.address)}: ${what}: the answer is none of JetStream; check who else answers "$JS.API" there`,
    );
  }
  const { error } = reply;
  if (error === undefined) return reply;
  const refusal = refusalOf(sent, error);
  if (!notEnabled.has(refusal.errCode)) throw refusal;
  throw new JetStreamOff(
    `${at(sent.target, sent.link.address)}: JetStream is off for this account; switch it on in the account's configuration`,
  );
}

function parsed(text: string): JsonObject | undefined {
  try {
    const reply = parseWire(text);
    return isObject(reply) ? reply : undefined;
  } catch {
    return undefined;
  }
}

const noResponders: string = ErrorCode.NoResponders;
const permission: string = ErrorCode.PermissionsViolation;
const neverSent: string = ErrorCode.ConnectionClosed;

/** What an error of the client's `request` means. Its text and stack are left behind. */
export function requestFailure(error: unknown, sent: Sent): Error {
  switch (codeOf(error)) {
    case noResponders:
      return nobodyAnswers(sent);
    case permission:
      return notPermitted(error, sent);
    case neverSent:
      return new Unreachable("lost", `${head(sent)}: the connection broke before it was sent`);
    default:
      return noReply(sent);
  }
}

const head = ({ target, link, what }: Sent): string => `${at(target, link.address)}: ${what}`;

function nobodyAnswers({ target, link }: Sent): JetStreamOff {
  const place = at(target, link.address);
  const { jetstream, clustered } = link.greeting;
  if (target.domain !== undefined) {
    const reason = `no JetStream answers in domain "${target.domain}"; correct the domain, or start its server`;
    return new JetStreamOff(`${place}: ${reason}`, true);
  }
  return jetstream || clustered
    ? new JetStreamOff(
        `${place}: JetStream does not answer; it may be starting still: run again, or read the server's log`,
        true,
      )
    : new JetStreamOff(
        `${place}: JetStream is off at this server; start it with "-js" or with a jetstream block in its configuration`,
      );
}

function notPermitted(error: unknown, { target, link }: Sent): NotAuthorized {
  const context =
    typeof error === "object" && error !== null && "permissionContext" in error
      ? error.permissionContext
      : undefined;
  const { operation, subject } = isObject(context) ? context : {};
  const place = at(target, link.address);
  if (operation === "subscription") {
    // the rest of an inbox's name is made up anew for each connection
    const inbox = "_INBOX.>";
    return new NotAuthorized(
      `${place}: no permission to subscribe to "${inbox}", where answers arrive; allow this user to`,
      inbox,
    );
  }
  const name = typeof subject === "string" ? subject : "$JS.API.>";
  return new NotAuthorized(
    `${place}: no permission to publish to "${name}"; allow this user to`,
    name,
  );
}

/** The client reports a broken connection as a timeout (seen on nats 2.29.3). */
function noReply(sent: Sent): Unreachable {
  const broken = sent.link.connection.isClosed();
  const reason = broken ? "lost" : "unanswered";
  const how = broken
    ? "the connection broke before the answer"
    : `no answer within ${sent.deadline.span}`;
  return sent.changes
    ? new Unanswered(
        sent.request,
        reason,
        `${head(sent)}: ${how}; it may have been done or be done later: look before you repeat it`,
      )
    : new Unreachable(reason, `${head(sent)}: ${how}; check the server, then run again`);
}
