import { headers as newHeaders, type MsgHdrs, type NatsConnection } from "nats";
import type { JsonObject } from "../domain/json";
import type { ServerFacts } from "../domain/server";
import { wireText } from "../domain/wireText";
import { type Deadline, deadlineIn, pause } from "./deadline";
import { Unreachable } from "./errors";
import { readFacts } from "./facts";
import { readReply, requestFailure, type Sent } from "./failures";
import type { Greeting } from "./greeting";
import { type Link, openLink } from "./link";
import { describeRequest } from "./refusals";
import { pauseBeforeRetry } from "./retry";
import type { Target } from "./target";

/** How a connection is made. */
export interface ConnectOptions {
  /** For connecting, in milliseconds. @default 5000 */
  readonly deadlineMillis?: number;
  /** Keeps trying until the deadline while nothing listens: the server is being started. @default false */
  readonly awaitServer?: boolean;
  /** For one answer to a request, in milliseconds, where the request says nothing else. @default 5000 */
  readonly requestMillis?: number;
}

/** How a request is made. */
export interface RequestOptions {
  /** It changes something on the server: never sent again once it may have arrived. @default false */
  readonly changes?: boolean;
  /** For one answer, in milliseconds. @default what the connection was made with */
  readonly deadlineMillis?: number;
  /** For all attempts together, in milliseconds; a last answer may come later by `deadlineMillis`. @default 8000 */
  readonly totalMillis?: number;
  /** By name; one that stands several times has several values. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** For messages, where the subject says something else: "update". */
  readonly action?: string;
  /** It is a message for a stream on its own subject, and no request of the API; what it is about, for a person. */
  readonly message?: string;
}

/** What a request carries. */
export type Body = JsonObject | string | Uint8Array;

/** A conversation with the JetStream API of one target. A broken connection is opened again by the next request. */
export interface JetStream {
  readonly target: Target;
  /** What the server said when the connection was opened. */
  readonly server: Greeting;
  /**
   * Grows whenever a change is sent and when it is answered, and with every new connection, since a server that was away
   * may have lost something: whoever remembers what is there compares it.
   */
  readonly changes: number;
  /**
   * Sends one request of the JetStream API and returns the reply.
   *
   * @param api subject without its prefix: "STREAM.INFO.ORDERS"
   * @param body an object, or a text or bytes as they stand
   * @throws ServerRefusal, Unreachable, Unanswered, NotAuthorized, JetStreamOff
   */
  request(api: string, body?: Body, options?: RequestOptions): Promise<JsonObject>;
  /** Version, level and limits; asked once per connection. */
  facts(): Promise<ServerFacts>;
  /** The connection itself, opened again where it broke, for what is no request: streams of messages. */
  link(): Promise<Link>;
  close(): Promise<void>;
}

const answerMillis = 5000;
const patienceMillis = 8000;
const reconnectMillis = 3000;

/**
 * Connects to a target.
 *
 * @throws BadTarget, Unreachable, NotAuthorized
 */
export async function connect(target: Target, options: ConnectOptions = {}): Promise<JetStream> {
  const deadline = deadlineIn(options.deadlineMillis ?? answerMillis);
  const requestMillis = options.requestMillis ?? answerMillis;
  for (;;) {
    try {
      return new Session(target, await openLink(target, deadline), requestMillis);
    } catch (error) {
      const absent = error instanceof Unreachable && error.reason !== "tls";
      if (options.awaitServer !== true || !absent || deadline.passed()) throw error;
      await pause(Math.min(100, deadline.left()));
    }
  }
}

class Session implements JetStream {
  #link: Link;
  #opening: Promise<Link> | undefined;
  #facts: Promise<ServerFacts> | undefined;
  #closed = false;
  #changes = 0;

  constructor(
    readonly target: Target,
    link: Link,
    private readonly requestMillis: number,
  ) {
    this.#link = link;
  }

  get server(): Greeting {
    return this.#link.greeting;
  }

  get changes(): number {
    return this.#changes;
  }

  async request(api: string, body?: Body, options: RequestOptions = {}): Promise<JsonObject> {
    const total = options.totalMillis ?? patienceMillis;
    const started = performance.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(api, body, options);
      } catch (error) {
        const wait = pauseBeforeRetry(error, attempt, performance.now() - started, total);
        if (wait === undefined || this.#closed) throw error;
        await pause(wait);
      }
    }
  }

  facts(): Promise<ServerFacts> {
    this.#facts ??= readFacts(this).catch((error: unknown) => {
      this.#facts = undefined;
      throw error;
    });
    return this.#facts;
  }

  link(): Promise<Link> {
    return this.#open();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#link.connection.close();
  }

  async #once(api: string, body: Body | undefined, options: RequestOptions): Promise<JsonObject> {
    const link = await this.#open();
    const { changes = false, deadlineMillis = this.requestMillis } = options;
    const deadline = deadlineIn(deadlineMillis);
    const what = options.message ?? describeRequest(api, options.action);
    const sent: Sent = { target: this.target, link, request: api, what, changes, deadline };
    if (changes) this.#changes++;
    try {
      return readReply(await this.#send(sent, body, options), sent);
    } finally {
      if (changes) this.#changes++;
    }
  }

  async #send(
    sent: Sent,
    body: Body | undefined,
    { headers, message }: RequestOptions,
  ): Promise<string> {
    const { connection } = sent.link;
    const { domain } = this.target;
    // a domain takes messages for its streams below the prefix of its API
    const isPlain = message !== undefined && domain === undefined;
    try {
      const reply = await connection.request(
        isPlain ? sent.request : `${prefix(this.target)}.${sent.request}`,
        payload(body),
        { timeout: sent.deadline.left(), ...(headers && { headers: natsHeaders(headers) }) },
      );
      return reply.string();
    } catch (error) {
      const failure = requestFailure(error, sent);
      if (failure instanceof Unreachable) await closeIfDead(connection);
      throw failure;
    }
  }

  /** @returns the connection, opened again where it broke; all who wait share one attempt */
  async #open(): Promise<Link> {
    if (this.#closed) {
      throw new Unreachable("lost", `target "${this.target.name}": the connection was closed`);
    }
    if (!this.#link.connection.isClosed()) return this.#link;
    this.#opening ??= this.#reopen(deadlineIn(reconnectMillis)).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reopen(deadline: Deadline): Promise<Link> {
    this.#link = await openLink(this.target, deadline);
    if (this.#closed) await this.#link.connection.close();
    // what answers now may be another version with other limits, and hold something else
    this.#facts = undefined;
    this.#changes++;
    return this.#link;
  }
}

const prefix = ({ domain }: Target): string =>
  domain === undefined ? "$JS.API" : `$JS.${domain}.API`;

const payload = (body: Body = ""): string | Uint8Array =>
  typeof body === "string" || body instanceof Uint8Array ? body : wireText(body);

function natsHeaders(pairs: NonNullable<RequestOptions["headers"]>): MsgHdrs {
  const all = newHeaders();
  for (const [name, values] of Object.entries(pairs)) {
    for (const value of [values].flat()) all.append(name, value);
  }
  return all;
}

/** A request may stay unanswered on a sound connection; one whose peer is gone without a word is of no use any more. */
async function closeIfDead(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, 1000, false);
  });
  const pong = connection.flush().then(
    () => true,
    () => false,
  );
  const alive = await Promise.race([pong, silence]);
  clearTimeout(timer);
  if (!alive) await connection.close();
}
