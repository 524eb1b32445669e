import { createConnection, type Socket } from "node:net";
import { deliveredTo, type Frame, FrameCutter, requestIn } from "./natsFrames";
import { listening } from "./ports";

/**
 * What happens to one request on its way: the connection breaks before it arrives, or once it was answered; the answer is
 * lost, comes late, or comes after the next ones; something else happens before it arrives, or once it was answered.
 */
export type FaultKind =
  "cutBefore" | "cutAfter" | "drop" | "delay" | "reorder" | "callBefore" | "callAfter";

/** A fault that is to come. */
export interface Fault {
  /** Number of the request it strikes, from 0 on, counted over all connections since the last `arm`. */
  readonly at: number;
  readonly kind: FaultKind;
  /** For "delay": in milliseconds. */
  readonly millis?: number;
  /** For "callBefore" and "callAfter": what is done before anything else goes on. */
  readonly call?: () => Promise<void>;
}

/** A way to a server on which faults strike requests of the JetStream API by their number. */
export interface FaultProxy {
  /** What to connect to instead of the server. */
  readonly url: string;
  /** Sets the faults to come, and counts requests from 0 on again. */
  arm(faults: readonly Fault[]): void;
  /** @returns the API subjects asked for since the last `arm`, in order */
  asked(): readonly string[];
  close(): Promise<void>;
}

/** So long an answer waits at most for those that are to come before it, in milliseconds. */
const reorderMillis = 200;

/** What the proxy knows of all its connections. */
interface Sight {
  faults: readonly Fault[];
  asked: string[];
}

/** @param port of a NATS server on loopback */
export async function faultProxy(port: number): Promise<FaultProxy> {
  const sight: Sight = { faults: [], asked: [] };
  const proxy = await listening((client) => new Way(client, port, sight));
  return {
    url: `nats://127.0.0.1:${proxy.port}`,
    arm: (faults) => {
      sight.faults = faults;
      sight.asked = [];
    },
    asked: () => sight.asked,
    close: () => proxy.close(),
  };
}

/** One connection of a client. */
class Way {
  readonly #server: Socket;
  /** Faults that strike answers, by the subject under which these come. */
  readonly #struck = new Map<string, Fault>();
  #held: Buffer | undefined;
  /** Operations go on one after the other, also where one has to wait. */
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Socket,
    port: number,
    private readonly sight: Sight,
  ) {
    this.#server = createConnection(port, "127.0.0.1");
    const [up, down] = [new FrameCutter(), new FrameCutter()];
    this.#server.on("error", () => undefined).on("close", () => client.destroy());
    client.on("close", () => this.#server.destroy());
    client.on("data", (chunk: Buffer) => {
      this.#inOrder(up.cut(chunk), (frame) => this.#toServer(frame));
    });
    this.#server.on("data", (chunk: Buffer) => {
      for (const frame of down.cut(chunk)) void this.#toClient(frame);
    });
  }

  #inOrder(frames: readonly Frame[], pass: (frame: Frame) => Promise<void>): void {
    for (const frame of frames) this.#queue = this.#queue.then(() => pass(frame));
  }

  async #toServer(frame: Frame): Promise<void> {
    const request = requestIn(frame);
    const fault = request && this.#next(request.api);
    if (request && fault && fault.kind !== "cutBefore" && fault.kind !== "callBefore") {
      this.#struck.set(request.inbox, fault);
    }
    if (fault?.kind === "callBefore") await fault.call?.();
    if (fault?.kind === "cutBefore") this.#cut();
    else this.#server.write(frame.bytes);
  }

  #next(api: string): Fault | undefined {
    const number = this.sight.asked.push(api) - 1;
    return this.sight.faults.find(({ at }) => at === number);
  }

  async #toClient(frame: Frame): Promise<void> {
    const inbox = deliveredTo(frame);
    const fault = inbox === undefined ? undefined : this.#struck.get(inbox);
    if (inbox === undefined || fault === undefined) {
      this.client.write(frame.bytes);
      if (inbox !== undefined) this.#release();
      return;
    }
    this.#struck.delete(inbox);
    await this.#strike(fault, frame);
  }

  async #strike({ kind, millis = 0, call }: Fault, { bytes }: Frame): Promise<void> {
    if (kind === "cutAfter") this.#cut();
    if (kind === "callAfter") await call?.();
    if (kind === "callAfter") this.client.write(bytes);
    if (kind === "delay") setTimeout(() => this.client.write(bytes), millis).unref();
    if (kind === "reorder") {
      this.#held = bytes;
      setTimeout(() => {
        this.#release();
      }, reorderMillis).unref();
    }
  }

  /** What waited goes after what has just gone. */
  #release(): void {
    if (this.#held) this.client.write(this.#held);
    this.#held = undefined;
  }

  #cut(): void {
    this.client.destroy();
    this.#server.destroy();
  }
}
