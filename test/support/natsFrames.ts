/** One operation of the NATS protocol as it went over the wire. */
export interface Frame {
  readonly bytes: Buffer;
  /** Its first line, without the line end: "PUB $JS.API.INFO _INBOX.x 0". */
  readonly line: string;
}

/** How many bytes follow the first line: the last number of it, for operations that carry a payload. */
const payload = /^(?:H?PUB|H?MSG) .* (\d+)$/;

/** Cuts a stream of bytes into operations; what is not complete yet waits for the next bytes. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the operations that have become complete */
  cut(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const end = this.#rest.indexOf("\r\n");
      if (end < 0) return frames;
      const line = this.#rest.toString("latin1", 0, end);
      const size = Number(payload.exec(line)?.[1] ?? -2);
      // line, line end, and payload with a line end of its own
      const length = end + 2 + size + 2;
      if (this.#rest.length < length) return frames;
      frames.push({ bytes: this.#rest.subarray(0, length), line });
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/** A request as a client sent it. */
export interface SentRequest {
  /** "STREAM.INFO.ORDERS" where it goes to the JetStream API. */
  readonly api: string;
  /** The subject under which the answer comes. */
  readonly inbox: string;
}

/** @returns the JetStream request in an operation of a client, or undefined where it is none */
export function requestIn({ line }: Frame): SentRequest | undefined {
  const [, api, inbox] = /^H?PUB \$JS\.API\.(\S+) (\S+) \d/.exec(line) ?? [];
  return api === undefined || inbox === undefined ? undefined : { api, inbox };
}

/** @returns the subject of a message from a server, or undefined where an operation is none */
export const deliveredTo = ({ line }: Frame): string | undefined => /^H?MSG (\S+) /.exec(line)?.[1];
