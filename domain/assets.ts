/** @returns how texts name a stream: the path in front of its problems */
export const streamAsset = (name: string): string => `stream "${name}"`;

/** @returns how texts name a consumer: the path in front of its problems */
export const consumerAsset = (stream: string, name: string): string =>
  `consumer "${name}" of ${streamAsset(stream)}`;

/** @returns "1 message", "12 messages" */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;

/** @returns names or texts in double quotes, joined for reading */
export const quoted = (texts: Iterable<string>): string =>
  [...texts].map((text) => JSON.stringify(text)).join(", ");
