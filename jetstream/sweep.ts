import { streamNamed } from "../domain/lookUp";
import type { ObservedConsumer, ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { type ConsumerListing, listConsumers, observeConsumer } from "./consumers";
import { ServerRefusal } from "./errors";
import { offlineConsumer, offlineStream } from "./offline";
import { listStreams, observeStream, type StreamListing } from "./streams";

/** An answer, and the connection's count of changes when it was asked for. */
interface Remembered<Answer> {
  readonly changes: number;
  readonly answer: Promise<Answer>;
}

/**
 * Reads everything of an account at once and answers all later questions from that. A change sent through the same
 * connection makes it look again; one by somebody else does not, so a sweep lives for one run.
 */
export class Sweep {
  #streams: Remembered<StreamListing> | undefined;
  readonly #consumers = new Map<string, Remembered<ConsumerListing>>();

  constructor(private readonly js: JetStream) {}

  /** Everything there is, from one LIST that all who ask at the same time share. */
  all(): Promise<StreamListing> {
    this.#streams = this.#fresh(this.#streams) ?? this.#remember(listStreams(this.js));
    return this.#streams.answer;
  }

  /**
   * One stream.
   *
   * @returns undefined only where it is in no part of the list and the server, asked for it alone, says that it does
   *   not exist
   * @throws Offline where it exists and cannot be read
   */
  async stream(name: string): Promise<ObservedStream | undefined> {
    const { streams, missing, offline } = await this.all();
    const found = streamNamed(streams, name);
    if (found !== undefined) return found;
    if (missing.includes(name) || Object.hasOwn(offline, name)) {
      throw offlineStream(name, missing.includes(name) ? undefined : offline[name]);
    }
    return observeStream(this.js, name);
  }

  /** The consumers of a stream; none where the stream does not exist. */
  async consumers(stream: string): Promise<ConsumerListing> {
    const remembered =
      this.#fresh(this.#consumers.get(stream)) ?? this.#remember(this.#list(stream));
    this.#consumers.set(stream, remembered);
    return remembered.answer;
  }

  /**
   * One consumer; undefined only where the server, asked for it alone, says that it does not exist.
   *
   * @throws Offline where it exists and cannot be read
   */
  async consumer(stream: string, name: string): Promise<ObservedConsumer | undefined> {
    const { consumers, missing } = await this.consumers(stream);
    if (missing.includes(name)) throw offlineConsumer(stream, name);
    const found = consumers.find((consumer) => consumer.name === name);
    return found ?? observeConsumer(this.js, stream, name);
  }

  /** Forgets everything: the next question asks the server. */
  invalidate(): void {
    this.#streams = undefined;
    this.#consumers.clear();
  }

  async #list(stream: string): Promise<ConsumerListing> {
    try {
      return await listConsumers(this.js, stream);
    } catch (error) {
      if (error instanceof ServerRefusal && error.errCode === 10059)
        return { consumers: [], missing: [] };
      throw error;
    }
  }

  #fresh<Answer>(remembered: Remembered<Answer> | undefined): Remembered<Answer> | undefined {
    return remembered?.changes === this.js.changes ? remembered : undefined;
  }

  /** A failure is not remembered: whoever asks next tries again. */
  #remember<Answer>(answer: Promise<Answer>): Remembered<Answer> {
    answer.catch(() => {
      this.invalidate();
    });
    return { changes: this.js.changes, answer };
  }
}
