import type { Method } from "./method";

/** A stored message, as far as a copy of it is told by. */
export interface Told {
  readonly sequence: number;
  readonly subject: string;
  readonly headers: string;
  readonly data: string;
  readonly time: string;
}

/** What a server writes into a message that it copies from a source. */
export interface CopiedFrom {
  readonly stream: string;
  /** There. */
  readonly sequence: number;
  /** Of the source, as the server writes it: ">" where it has none. */
  readonly filter: string;
}

/** @returns undefined where a message is no copy. "ORDERS 10 orders.paid > orders.paid mark": stream, sequence, filter */
export function copiedFrom(headers: string): CopiedFrom | undefined {
  const [, value = ""] = /^Nats-Stream-Source: *([^\r]*)/m.exec(headers) ?? [];
  const [stream = "", sequence, filter = ""] = value.split(" ");
  return sequence === undefined ? undefined : { stream, sequence: Number(sequence), filter };
}

/**
 * @param from name of the stream that was copied
 * @returns the sequence that a message had there, or undefined where it is no copy
 */
export function originSequence(
  { sequence, headers }: Pick<Told, "sequence" | "headers">,
  method: Method,
  from: string,
): number | undefined {
  if (method === "mirror") return sequence;
  const origin = copiedFrom(headers);
  return origin?.stream === from ? origin.sequence : undefined;
}

/** @returns whether a copy is what it has to be: everything, but for what the method cannot keep */
export function isAlike(origin: Told, copy: Told, method: Method): boolean {
  const same = origin.subject === copy.subject && origin.data === copy.data;
  return method === "mirror"
    ? same && origin.headers === copy.headers && origin.time === copy.time
    : same && bare(origin.headers) === bare(copy.headers);
}

/** What a source writes or takes away: where a message comes from, and what it was once expected to follow. */
const bare = (headers: string): string =>
  headers
    .split("\r\n")
    .filter((line) => !/^(Nats-Stream-Source|Nats-Expected-[\w-]+):/.test(line))
    .filter((line) => line !== "" && line !== "NATS/1.0")
    .join("\r\n");
