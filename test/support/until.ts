import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits for something to be there, looking every 20 ms.
 *
 * @throws Error after five seconds
 */
export async function until<T>(look: () => Promise<T | undefined>, millis = 5000): Promise<T> {
  const end = Date.now() + millis;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`still not there after ${millis} ms`);
    await pause(20);
  }
}
