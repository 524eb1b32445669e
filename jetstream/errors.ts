import { type Problem, problemLines } from "../domain/problem";

/**
 * What went wrong with a server. The message is written for a person: what, where, the way out. It never holds a
 * password, a token, a seed or a key; neither does `cause`.
 */
export abstract class JetStreamError extends Error {}

/** The target itself is wrong: nothing was sent anywhere. */
export class BadTarget extends JetStreamError {
  override readonly name = "BadTarget";

  constructor(readonly problems: readonly Problem[]) {
    super(problemLines(problems).join("\n"));
  }
}

/** A name that no stream or consumer can have: nothing was sent anywhere. */
export class BadName extends JetStreamError {
  override readonly name = "BadName";
}

/**
 * Why a server could not be reached: nothing listens; the host has no address; a port that stays silent; something
 * that is no NATS server; TLS does not come about; the connection broke; a request stayed without an answer.
 */
export type UnreachableReason =
  "refused" | "unknownHost" | "silent" | "notNats" | "tls" | "lost" | "unanswered";

/** No working conversation with a NATS server. What is live there is unknown: never a reason to drop state. */
export class Unreachable extends JetStreamError {
  override readonly name: string = "Unreachable";

  constructor(
    readonly reason: UnreachableReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * A change was sent and no answer came: it was applied, or not, or will be later (seen on 2.10 to 2.15 when the
 * stream's server is down). Look before repeating it.
 */
export class Unanswered extends Unreachable {
  override readonly name = "Unanswered";

  constructor(
    /** API subject without its prefix: "STREAM.CREATE.ORDERS". */
    readonly request: string,
    reason: "lost" | "unanswered",
    message: string,
    options?: ErrorOptions,
  ) {
    super(reason, message, options);
  }
}

/** The server refuses the credentials, or this user may not do what was asked. */
export class NotAuthorized extends JetStreamError {
  override readonly name = "NotAuthorized";

  constructor(
    message: string,
    /** The subject that needs a permission; absent where the connection itself was refused. */
    readonly subject?: string,
  ) {
    super(message);
  }
}

/** The server, the account or the JetStream domain has no JetStream. */
export class JetStreamOff extends JetStreamError {
  override readonly name = "JetStreamOff";

  constructor(
    message: string,
    /** The server says that it has JetStream, yet nobody answers: it may be starting still. */
    readonly maybeStarting = false,
  ) {
    super(message);
  }
}

/** The server understood a request and refused it; nothing was changed. */
export class ServerRefusal extends JetStreamError {
  override readonly name = "ServerRefusal";

  constructor(
    /** JetStream's own code: 10065. It, not the text, is what to decide on. */
    readonly errCode: number,
    /** HTTP-like status: 400, 404, 500, 503. */
    readonly status: number,
    /** The server's text, as it came. */
    readonly description: string,
    /** API subject without its prefix: "STREAM.CREATE.ORDERS". */
    readonly request: string,
    message: string,
  ) {
    super(message);
  }
}

/** The stream or consumer is no longer as it was when the decision was made; nothing was overwritten. */
export class ChangedMeanwhile extends JetStreamError {
  override readonly name = "ChangedMeanwhile";
}

/** A migration cannot go on by itself; what it had done stands, and nothing is lost. */
export class MigrationStopped extends JetStreamError {
  override readonly name = "MigrationStopped";
}

/** The stream or consumer exists and cannot be read now: its servers are down, or it needs a newer server. */
export class Offline extends JetStreamError {
  override readonly name = "Offline";

  constructor(
    message: string,
    /** Its servers do not answer; false: they do, and cannot run it. */
    readonly mayComeBack = false,
  ) {
    super(message);
  }
}

/** This server's version has no such operation. */
export class Unsupported extends JetStreamError {
  override readonly name = "Unsupported";
}

/** A reply that says less than every known server says: nothing may be decided on it. */
export class BadReply extends JetStreamError {
  override readonly name = "BadReply";
}
