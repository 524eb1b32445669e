import { connect, createInbox, headers, type Msg, type NatsConnection } from "nats";
import { isObject, type JsonObject } from "../../domain/json";
import { wireText } from "../../domain/wireText";
import { parseWire } from "../../jetstream/wireJson";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { until } from "../support/until";
import type { Refusal } from "./asset";

/** A real server and a plain client on it, for many cells at once. */
export class Bed {
  #connection: NatsConnection;

  private constructor(
    readonly version: string,
    private readonly server: TestServer,
    connection: NatsConnection,
  ) {
    this.#connection = connection;
  }

  /** Starts a server with the streams that others copy: "A", "B", and "DIRECT", which allows direct reads. */
  static async start(version: string): Promise<Bed> {
    const server = await startNatsServer({ version });
    const bed = new Bed(version, server, await connect({ servers: server.url }));
    await bed.origin("A", "a", {});
    await bed.origin("B", "b", {});
    await bed.origin("DIRECT", "direct", { allow_direct: true });
    return bed;
  }

  async origin(name: string, prefix: string, more: JsonObject): Promise<void> {
    await this.ask(`STREAM.CREATE.${name}`, { name, subjects: [`${prefix}.>`], ...more });
    for (const last of ["x", "y", "x"]) await this.publish(`${prefix}.${last}`);
  }

  get connection(): NatsConnection {
    return this.#connection;
  }

  async restart(): Promise<void> {
    await this.#connection.close();
    await this.server.restart();
    this.#connection = await connect({ servers: this.server.url });
    await until(async () => {
      const refusal = await this.change("INFO").catch(() => "not there yet");
      return refusal === undefined ? true : undefined;
    });
  }

  async stop(): Promise<void> {
    await this.#connection.close();
    await this.server.stop();
  }

  /** Sends one request of the JetStream API. */
  async ask(api: string, body?: JsonObject): Promise<JsonObject> {
    const data = body === undefined ? "" : wireText(body);
    const reply = await this.#connection.request(`$JS.API.${api}`, data, { timeout: 20_000 });
    const read = parseWire(reply.string());
    return isObject(read) ? read : {};
  }

  /** Sends a request that changes something. @returns the server's reason where it refuses */
  async change(api: string, body?: JsonObject): Promise<Refusal> {
    const { error } = await this.ask(api, body);
    return error === undefined ? undefined : JSON.stringify(error);
  }

  /** Publishes 100 bytes and waits for the answer, if one comes. */
  async publish(subject: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const head = headers();
    for (const [key, value] of Object.entries(more)) head.set(key, value);
    await this.#connection
      .request(subject, "Nats-Incr" in more ? "" : "x".repeat(100), { timeout: 500, headers: head })
      .catch(() => undefined);
  }

  /**
   * Asks a pull consumer for messages, one by one. They arrive under their own subjects, which a request would not
   * take for its answer.
   */
  async pull(stream: string, count: number, more: JsonObject = {}): Promise<readonly Msg[]> {
    const inbox = createInbox();
    const taken: Msg[] = [];
    const subscription = this.#connection.subscribe(inbox);
    const body = JSON.stringify({ batch: count, expires: 1_000_000_000, ...more });
    const api = `$JS.API.CONSUMER.MSG.NEXT.${stream}.worker`;
    this.#connection.publish(api, body, { reply: inbox });
    for await (const message of subscription) {
      // a status instead of a message: there are no more
      if (!message.reply?.startsWith("$JS.ACK.")) break;
      taken.push(message);
      if (taken.length === count) break;
    }
    subscription.unsubscribe();
    return taken;
  }

  async acknowledge({ reply = "" }: Msg): Promise<void> {
    await this.#connection.request(reply, "+ACK", { timeout: 1000 }).catch(() => undefined);
  }
}
