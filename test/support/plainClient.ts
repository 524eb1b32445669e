import { connect, type ConnectionOptions, type NatsConnection } from "nats";

/**
 * Talks to a server with the NATS client alone, to check what the product did there by other eyes than its own.
 *
 * @param use is given an open connection, closed afterwards
 */
export async function plainly<Result>(
  url: string,
  use: (connection: NatsConnection) => Promise<Result>,
  options: ConnectionOptions = {},
): Promise<Result> {
  const connection = await connect({ servers: url, ...options });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Sends one request of the JetStream API and returns the reply as it came, errors too.
 *
 * @param api subject without "$JS.API."
 */
export async function askPlainly(
  url: string,
  api: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> {
  return plainly(url, async (connection) => {
    const data = body === undefined ? "" : JSON.stringify(body);
    const reply = await connection.request(`$JS.API.${api}`, data, { timeout: 5000 });
    return reply.json<Record<string, unknown>>();
  });
}

/** Publishes one message to each subject, in order, and waits until a stream has stored it. */
export async function publishPlainly(
  url: string,
  subjects: readonly string[],
  login: ConnectionOptions = {},
): Promise<void> {
  const publish = async (connection: NatsConnection): Promise<void> => {
    const jetstream = connection.jetstream();
    for (const subject of subjects) await jetstream.publish(subject, "x");
  };
  await plainly(url, publish, login);
}
