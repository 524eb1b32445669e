/**
 * Users of the one account that the system's streams live in. Passwords are given to the component, as secrets, and go
 * to Kubernetes Secrets alone. A resolver for JWT credentials goes to `raw`.
 */
export interface AuthSpec {
  /** The account. A change makes an empty one. @default the system's name in capitals: "OBSERVABILITY_AGENT" */
  readonly account?: string;
  /** Who may do everything in the account: the user that makes the streams. @default { name: "admin" }, with a password */
  readonly admin?: { readonly name?: string; readonly nkey?: string };
  /** A user of the system account, for `nats server` commands. @default none */
  readonly systemUser?: string;
  /** By name. */
  readonly users?: Readonly<Record<string, UserSpec>>;
}

/**
 * One user; without any of the lists he may connect and nothing else.
 *
 * @example
 * { publishes: ["METRICS"], consumes: ["ORDERS/billing"] }
 */
export interface UserSpec {
  /** Public nkey, "U..."; the seed stays with its owner. @default he has a password */
  readonly nkey?: string;
  /** Streams of this declaration to whose subjects he publishes. */
  readonly publishes?: readonly string[];
  /** Consumers of this declaration that he reads and acknowledges, as "stream/consumer". */
  readonly consumes?: readonly string[];
  /**
   * Streams of this declaration that he reads by a consumer of his own: he makes it himself, and it is named as he is.
   * Whoever makes a consumer decides where it delivers to; where that is too much, declare it and let him consume it.
   */
  readonly reads?: readonly string[];
  /** Further subjects he may publish to. */
  readonly publishSubjects?: readonly string[];
  /** Further subjects he may subscribe to. */
  readonly subscribeSubjects?: readonly string[];
  /**
   * What his inboxes begin with. With one of his own nobody else reads his replies, and his client must be told.
   * @default "_INBOX"
   */
  readonly inboxPrefix?: string;
}
