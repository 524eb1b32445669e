import type {
  ConnectionOptions,
  ConsumerInfo,
  JetStreamManager,
  NatsConnection,
  StreamInfo,
} from "nats";
import { plainly } from "./plainClient";

/** Every stream of a server by name, read with the NATS client alone. */
export async function streamsOf(
  url: string,
  login: ConnectionOptions = {},
): Promise<Readonly<Record<string, StreamInfo>>> {
  const all = await managing(url, (manager) => manager.streams.list().next(), login);
  return Object.fromEntries(all.map((info) => [info.config.name, info]));
}

/** How many messages each stream of a server holds. */
export async function messagesOn(
  url: string,
  login: ConnectionOptions = {},
): Promise<Readonly<Record<string, number>>> {
  const all = Object.entries(await streamsOf(url, login));
  return Object.fromEntries(all.map(([name, { state }]) => [name, state.messages]));
}

/** One stream as it is. @throws NatsError where there is none */
export const streamOn = (url: string, name: string): Promise<StreamInfo> =>
  managing(url, (manager) => manager.streams.info(name));

/** The consumers of a stream by name. */
export async function consumersOn(
  url: string,
  stream: string,
  login: ConnectionOptions = {},
): Promise<Readonly<Record<string, ConsumerInfo>>> {
  const all = await managing(url, (manager) => manager.consumers.list(stream).next(), login);
  return Object.fromEntries(all.map((info) => [info.name, info]));
}

/** Fetches messages for a consumer and acknowledges them: its position moves. */
export const consumePlainly = (
  url: string,
  stream: string,
  consumer: string,
  count: number,
  login: ConnectionOptions = {},
): Promise<void> => {
  const consume = async (connection: NatsConnection): Promise<void> => {
    const reader = await connection.jetstream().consumers.get(stream, consumer);
    for (let left = count; left > 0; left -= 1) {
      const message = await reader.next({ expires: 5000 });
      if (!(await message?.ackAck())) throw new Error(`no message for "${consumer}"`);
    }
  };
  return plainly(url, consume, login);
};

/** Does by hand what people do with the NATS tools. */
export const managing = <Result>(
  url: string,
  act: (manager: JetStreamManager) => Promise<Result>,
  login: ConnectionOptions = {},
): Promise<Result> =>
  plainly(
    url,
    async (connection) => act(await connection.jetstreamManager({ timeout: 5000 })),
    login,
  );
