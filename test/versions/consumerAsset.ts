import type { Msg } from "nats";
import {
  type ConsumerConfig,
  consumerToWire,
  pauseOf,
  planConsumerChange,
  validateConsumer,
} from "../../domain/consumer/consumer";
import type { JsonObject } from "../../domain/json";
import { type StreamConfig, streamToWire } from "../../domain/stream/stream";
import { consumerOf, number, object, streamOf } from "../../jetstream/replies";
import { server } from "../support/replies";
import type { Asset, Prediction, Reading, Refusal } from "./asset";
import type { Bed } from "./bed";
import type { Cell } from "./cells";
import { named } from "./samples";
import { bare, lacks } from "./readBack";

const published = ["a", "b", "c", "a", "b", "c", "a", "b", "c"];

/** The consumer of a cell, called "worker", on a stream of its own. */
export class ConsumerAsset implements Asset {
  readonly #sides: Readonly<Record<"from" | "to", ConsumerConfig>>;
  readonly #stream: StreamConfig;

  constructor(
    private readonly bed: Bed,
    cell: Cell,
    private readonly name: string,
  ) {
    this.#sides = { from: named(cell.from, name), to: named(cell.to, name) };
    this.#stream = { subjects: [`${name}.>`], ...cell.stream };
  }

  async prepare(): Promise<Refusal> {
    const { bed, name } = this;
    await bed.ask(`STREAM.CREATE.${name}`, streamToWire(name, this.#stream));
    const interest = this.#stream.retention === "interest";
    if (!interest) await this.#publish();
    const refusal = await this.#write("create", this.#wire("from"));
    if (refusal !== undefined) return refusal;
    if (interest) await this.#publish();
    return this.#consume();
  }

  use(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  dropped({ config }: Reading): boolean {
    return lacks(config, this.#wire("to"));
  }

  async recreate(): Promise<Refusal> {
    await this.bed.ask(`CONSUMER.DELETE.${this.name}.worker`);
    return this.#write("create", this.#wire("to"));
  }

  async update(side: "from" | "to"): Promise<Refusal> {
    const reading = this.valid(side) ? await this.read() : undefined;
    const pause = reading === undefined ? undefined : pauseOf(this.#change(reading, side));
    const refusal = await this.#write("update", this.#wire(side));
    return refusal ?? (pause === undefined ? undefined : this.#pause(pause));
  }

  async read(): Promise<Reading | undefined> {
    const reply = await this.bed.ask(`CONSUMER.INFO.${this.name}.worker`);
    if (reply["error"] !== undefined) return undefined;
    const stream = await this.bed.ask(`STREAM.INFO.${this.name}`);
    return {
      reply,
      config: bare(object(reply["config"])),
      messages: number(object(stream["state"])["messages"]),
      position: number(object(reply["delivered"])["consumer_seq"]),
    };
  }

  valid(side: "from" | "to"): boolean {
    const facts = server(this.bed.version);
    const config = this.#sides[side];
    return validateConsumer(this.name, "worker", config, this.#stream, facts).length === 0;
  }

  predict(reading: Reading, to: "from" | "to"): Prediction {
    const change = this.#change(reading, to);
    return {
      class: change.class,
      reasons: change.fields.map(({ field, reason }) => `${field}: ${reason}`).join("; "),
    };
  }

  #change({ reply, messages }: Reading, to: "from" | "to") {
    const config = streamToWire(this.name, this.#stream);
    const stream = streamOf({ config, state: { messages } });
    return planConsumerChange(this.#wire(to), consumerOf(reply), server(this.bed.version), stream);
  }

  #wire(side: "from" | "to"): JsonObject {
    return consumerToWire("worker", this.#sides[side]);
  }

  #write(action: "create" | "update", config: JsonObject): Promise<Refusal> {
    const body = { stream_name: this.name, config, action };
    return this.bed.change(`CONSUMER.CREATE.${this.name}.worker`, body);
  }

  #pause(until: unknown): Promise<Refusal> {
    const body: JsonObject = typeof until === "string" ? { pause_until: until } : {};
    return this.bed.change(`CONSUMER.PAUSE.${this.name}.worker`, body);
  }

  async #publish(): Promise<void> {
    for (const last of published) await this.bed.publish(`${this.name}.${last}`);
  }

  /** Takes up to three messages and acknowledges two. */
  async #consume(): Promise<undefined> {
    const { deliverSubject, deliverGroup, pauseUntil } = this.#sides.from;
    if (pauseUntil !== undefined) return;
    const taken =
      deliverSubject === undefined
        ? await this.#pull()
        : await this.#pushed(deliverSubject, deliverGroup);
    for (const message of taken.slice(0, 2)) {
      if (this.#sides.from.ackPolicy === "none") continue;
      await this.bed.acknowledge(message);
    }
  }

  #pull(): Promise<readonly Msg[]> {
    const group = this.#sides.from.priorityGroups?.[0];
    return this.bed.pull(this.name, 3, group === undefined ? {} : { group });
  }

  async #pushed(subject: string, queue: string | undefined): Promise<readonly Msg[]> {
    const options = queue === undefined ? {} : { queue };
    const subscription = this.bed.connection.subscribe(subject, options);
    const timer = setTimeout(() => {
      subscription.unsubscribe();
    }, 1500);
    const taken: Msg[] = [];
    for await (const message of subscription) {
      if (message.reply?.startsWith("$JS.ACK.")) taken.push(message);
      if (taken.length === 3) break;
    }
    clearTimeout(timer);
    subscription.unsubscribe();
    await this.bed.connection.flush();
    return taken;
  }
}
