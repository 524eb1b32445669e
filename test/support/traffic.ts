import { connect, headers, type NatsConnection } from "nats";
import { setTimeout as pause } from "node:timers/promises";

/** A publisher that waits for every acknowledgement and repeats what got none, with the same message id. */
export interface Publisher {
  /** Ids in the order in which they were acknowledged. */
  readonly acknowledged: readonly string[];
  /** The longest time between two acknowledgements, in milliseconds. */
  longestGap(): number;
  stop(): Promise<void>;
}

/** A reader of a durable pull consumer that acknowledges all it gets. */
export interface Reader {
  /** Ids in the order of delivery; one that comes twice is in it twice. */
  readonly delivered: readonly string[];
  /** Ids whose acknowledgement the server has not confirmed the first time: they may come again. */
  readonly doubtful: ReadonlySet<string>;
  stop(): Promise<void>;
}

const dial = (url: string): Promise<NatsConnection> =>
  connect({
    servers: url,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 20,
    waitOnFirstConnect: true,
  });

/** Publishes to subjects in turn, one message about every two milliseconds. */
export async function publishing(url: string, subjects: readonly string[]): Promise<Publisher> {
  const connection = await dial(url);
  const acknowledged: string[] = [];
  let [stopped, last, longest] = [false, performance.now(), 0];
  const isOver = (): boolean => stopped;
  const run = async (): Promise<void> => {
    for (let count = 0; !isOver(); count++) {
      const id = `p${count}`;
      const subject = subjects[count % subjects.length] ?? "";
      while (!(await published(connection, subject, id))) {
        if (isOver()) return;
      }
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      acknowledged.push(id);
      await pause(2);
    }
  };
  const running = run();
  return {
    acknowledged,
    longestGap: () => longest,
    stop: async () => {
      stopped = true;
      await running;
      await connection.close();
    },
  };
}

async function published(
  connection: NatsConnection,
  subject: string,
  id: string,
): Promise<boolean> {
  const own = headers();
  own.set("Nats-Msg-Id", id);
  own.set("X-Test", `header of ${id}`);
  try {
    const reply = await connection.request(subject, id, { headers: own, timeout: 1000 });
    return typeof reply.json<{ readonly seq?: number }>().seq === "number";
  } catch {
    await pause(1);
    return false;
  }
}

/**
 * So long a reply may take on a machine with much else to do. A message that comes after its request was given up is never
 * acknowledged, so that all acknowledged after it come again from a consumer that is made anew at its position.
 */
const patienceMillis = 3000;

/** Takes message by message, as fast as they come. */
export async function reading(url: string, stream: string, consumer: string): Promise<Reader> {
  const connection = await dial(url);
  const delivered: string[] = [];
  const doubtful = new Set<string>();
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        const message = await connection.request(
          `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
          JSON.stringify({ batch: 1, expires: 300e6 }),
          { timeout: patienceMillis, noMux: true },
        );
        if (message.headers?.code) continue;
        const id = message.string();
        const again = delivered.includes(id);
        delivered.push(id);
        if (!again) doubtful.add(id);
        if (message.reply === undefined) continue;
        await connection.request(message.reply, "+ACK", { timeout: patienceMillis });
        if (!again) doubtful.delete(id);
      } catch {
        await pause(5);
      }
    }
  };
  const running = run();
  return {
    delivered,
    doubtful,
    stop: async () => {
      stopped = true;
      await running;
      await connection.close();
    },
  };
}
