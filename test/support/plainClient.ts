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
 * @param timeout for the answer, in milliseconds
 */
export async function askPlainly(
  url: string,
  api: string,
  body?: object,
  timeout = 5000,
): Promise<Readonly<Record<string, unknown>>> {
  const ask = async (connection: NatsConnection): Promise<Record<string, unknown>> => {
    const data = body === undefined ? "" : JSON.stringify(body);
    return (await connection.request(`$JS.API.${api}`, data, { timeout })).json();
  };
  return plainly(url, ask);
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
