import type { JsonObject } from "../../domain/json";
import {
  planStreamChange,
  type StreamConfig,
  streamToWire,
  validateStream,
} from "../../domain/stream/stream";
import { streamOf } from "../../jetstream/replies";
import { server } from "../support/replies";
import { until } from "../support/until";
import type { Asset, Prediction, Reading, Refusal } from "./asset";
import type { Bed } from "./bed";
import type { Cell } from "./cells";
import { bare, lacks } from "./readBack";
import { named } from "./samples";

/** What a test server holds where a cell wants messages. */
const published = ["a", "b", "a", "b", "a"];

/** The stream of a cell. */
export class StreamAsset implements Asset {
  readonly #sides: Readonly<Record<"from" | "to", StreamConfig>>;

  constructor(
    private readonly bed: Bed,
    private readonly cell: Cell,
    private readonly name: string,
  ) {
    this.#sides = { from: named(cell.from, name), to: named(cell.to, name) };
  }

  async prepare(): Promise<Refusal> {
    const wire = this.#wire("from");
    const refusal = await this.#create({ ...wire, sealed: false });
    if (refusal !== undefined) return refusal;
    if (this.cell.situation === "consumer") await this.#consumer();
    if (this.cell.situation !== "empty") await this.#fill();
    if (this.cell.situation === "consumer") await this.#consume();
    return wire["sealed"] === true ? this.update("from") : undefined;
  }

  async use(): Promise<void> {
    // what would expire at once tells nothing
    const lasting = this.#sides.to.maxAge !== "100ms";
    if (this.cell.situation === "empty" && lasting) await this.#fill();
  }

  async release(): Promise<void> {
    await this.bed.ask(`CONSUMER.DELETE.${this.name}.worker`);
  }

  dropped({ config }: Reading): boolean {
    return lacks(config, this.#wire("to"));
  }

  async recreate(): Promise<Refusal> {
    await this.bed.ask(`STREAM.DELETE.${this.name}`);
    return this.#create(this.#wire("to"));
  }

  update(side: "from" | "to"): Promise<Refusal> {
    return this.bed.change(`STREAM.UPDATE.${this.name}`, this.#wire(side));
  }

  async read(): Promise<Reading | undefined> {
    const reply = await this.bed.ask(`STREAM.INFO.${this.name}`);
    if (reply["error"] !== undefined) return undefined;
    const { config, state } = streamOf(reply);
    return { reply, config: bare(config), messages: state?.messages ?? 0, position: 0 };
  }

  valid(side: "from" | "to"): boolean {
    return validateStream(this.name, this.#sides[side], server(this.bed.version)).length === 0;
  }

  predict({ reply }: Reading, to: "from" | "to"): Prediction {
    const facts = server(this.bed.version);
    const change = planStreamChange(this.#wire(to), streamOf(reply), facts);
    // a limit in bytes is reckoned from the size of the average message
    const counted = change.fields.find(({ field }) => field !== "maxBytes")?.messagesDeleted;
    return {
      class: change.class,
      reasons: change.fields.map(({ field, reason }) => `${field}: ${reason}`).join("; "),
      ...(counted !== undefined && { messagesDeleted: counted }),
    };
  }

  #wire(side: "from" | "to"): JsonObject {
    return streamToWire(this.name, this.#sides[side]);
  }

  #create(wire: JsonObject): Promise<Refusal> {
    return this.bed.change(`STREAM.CREATE.${this.name}`, wire);
  }

  async #fill(): Promise<void> {
    const { subjects = [], mirror, sources, noAck, allowMsgCounter } = this.#sides.from;
    const [first] = subjects;
    if (first !== undefined) {
      const increment = allowMsgCounter === true ? { "Nats-Incr": "1" } : {};
      for (const last of published) {
        const subject = first.replace(/>$/, last);
        if (noAck === true) this.bed.connection.publish(subject, "x".repeat(100));
        else await this.bed.publish(subject, increment);
      }
    }
    if (mirror !== undefined || sources !== undefined) await this.#copied();
  }

  /** Copies arrive by themselves; of an origin that is not there, never. */
  async #copied(): Promise<void> {
    const some = async (): Promise<true | undefined> =>
      ((await this.read())?.messages ?? 0) > 0 ? true : undefined;
    await until(some, 3000).catch(() => undefined);
  }

  async #consumer(): Promise<void> {
    const config = {
      ...{ durable_name: "worker", name: "worker", ack_policy: "explicit", max_ack_pending: 10 },
      // it would take the stream's, and so exceed any lower limit
      ...(this.#sides.from.consumerLimits?.inactiveThreshold !== undefined && {
        inactive_threshold: 60_000_000_000,
      }),
    };
    await this.bed.ask(`CONSUMER.CREATE.${this.name}.worker`, { stream_name: this.name, config });
  }

  async #consume(): Promise<void> {
    for (const message of await this.bed.pull(this.name, 2)) await this.bed.acknowledge(message);
  }
}
