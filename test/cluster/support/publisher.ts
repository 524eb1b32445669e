import { setTimeout as pause } from "node:timers/promises";
import { connect, type NatsConnection } from "nats";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { type Forward, forwardTo } from "./portForward";

/** Publishes numbers, one after the other, whatever happens to the servers. */
export interface Publisher {
  /** What the server has said it stored. */
  readonly acknowledged: readonly number[];
  /** Waits until so many more are acknowledged: the stream takes messages again. */
  more(count: number, millis: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts to publish through a port-forward to each pod, to whichever of them answers.
 *
 * @param subject of a stream; each message holds its number, and is sent again until it is acknowledged
 */
export async function startPublisher(
  api: KubernetesApi,
  namespace: string,
  pods: readonly string[],
  subject: string,
): Promise<Publisher> {
  const forwards = await Promise.all(pods.map((pod) => forwardTo(api, namespace, pod, 4222)));
  const connection = await connectTo(forwards);
  const acknowledged: number[] = [];
  const stop = new AbortController();
  const publishing = (async () => {
    for (let number = 1; !stop.signal.aborted;) {
      if (await published(connection, subject, number)) acknowledged.push(number++);
      else await pause(50);
    }
  })();
  return {
    acknowledged,
    more: async (count, millis) => {
      const wanted = acknowledged.length + count;
      await until(() => Promise.resolve(acknowledged.length >= wanted ? true : undefined), millis);
    },
    stop: async () => {
      stop.abort();
      await publishing;
      await connection.close();
      await Promise.all(forwards.map((forward) => forward.close()));
    },
  };
}

/** The servers advertise addresses of pods, which lead nowhere from here. */
const connectTo = (forwards: readonly Forward[]): Promise<NatsConnection> =>
  connect({
    servers: forwards.map(({ port }) => `127.0.0.1:${port}`),
    ignoreClusterUpdates: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    timeout: 2_000,
    pingInterval: 2_000,
    maxPingOut: 2,
  });

/** The server drops what it stored already, by its id: an answer that was lost makes no second message. */
async function published(
  connection: NatsConnection,
  subject: string,
  number: number,
): Promise<boolean> {
  try {
    const options = { msgID: String(number), timeout: 2_000 };
    await connection.jetstream().publish(subject, String(number), options);
    return true;
  } catch {
    return false;
  }
}

/** @returns the numbers in a stream, in its order */
export async function numbersIn(connection: NatsConnection, stream: string): Promise<number[]> {
  const numbers: number[] = [];
  const { state } = await (await connection.jetstreamManager()).streams.info(stream);
  if (state.messages === 0) return numbers;
  const consumer = await connection.jetstream().consumers.get(stream);
  for await (const message of await consumer.consume()) {
    numbers.push(Number(message.string()));
    if (message.seq >= state.last_seq) break;
  }
  return numbers;
}
