/** @returns "1 stream", "2 streams", "2 processes" */
export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;
