import { connect, headers, type NatsConnection } from "nats";
import { setTimeout as pause } from "node:timers/promises";

/** What was published and acknowledged, by the stream that took it. */
export type Acknowledged = Map<string, string[]>;

const between = /^nats-stack-migration-/;

/** Publishes with the NATS client alone, straight to the server, and remembers what was acknowledged. */
export class Publisher {
  readonly acknowledged: Acknowledged = new Map();
  #count = 0;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly connection: NatsConnection) {}

  /** @returns whether a stream has taken it; one without an answer may have been taken all the same */
  async publish(subject: string): Promise<boolean> {
    const body = `${subject} ${(this.#count += 1)}`;
    const id = headers();
    id.set("Nats-Msg-Id", body);
    try {
      const reply = await this.connection.request(subject, body, { timeout: 500, headers: id });
      const { stream } = reply.json<{ readonly stream?: string }>();
      if (stream === undefined) return false;
      // on its way through a migration a message is the stream's all the same
      const owner = stream.replace(between, "");
      this.acknowledged.set(owner, [...(this.acknowledged.get(owner) ?? []), body]);
      return true;
    } catch {
      return false;
    }
  }

  /** Publishes to these subjects in turn until it is told to stop. */
  begin(subjects: readonly string[]): void {
    this.#stopped = false;
    this.#running = this.#publishOn(subjects);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #publishOn(subjects: readonly string[]): Promise<void> {
    for (let at = 0; !this.#stopped && subjects.length > 0; at++) {
      await this.publish(subjects[at % subjects.length] ?? "");
      await pause(5);
    }
  }
}

/** Everything that a stream holds, in order, as the NATS client reads it. */
export async function bodiesIn(
  connection: NatsConnection,
  stream: string,
): Promise<readonly string[]> {
  const manager = await connection.jetstreamManager({ checkAPI: false });
  const { state } = await manager.streams.info(stream);
  if (state.messages === 0) return [];
  const sequences = Array.from(
    { length: state.last_seq - state.first_seq + 1 },
    (_, at) => state.first_seq + at,
  );
  const found = await Promise.all(
    sequences.map((seq) =>
      manager.streams.getMessage(stream, { seq }).then(
        (message) => message.string(),
        () => undefined,
      ),
    ),
  );
  return found.filter((body) => body !== undefined);
}

/** A client that finds the server again however often that was killed. */
export const patiently = (url: string): Promise<NatsConnection> =>
  connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 20 });
