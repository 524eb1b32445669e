import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again and again until an answer comes or the time is up.
 *
 * @param millis deadline
 * @param ask answers undefined for "not yet"
 * @returns the answer, or undefined at the deadline
 */
export async function until<T>(
  millis: number,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const end = Date.now() + millis;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= end) return answer;
    await pause(25);
  }
}
