import type { JsonObject } from "../../domain/json";
import { isObject } from "../../domain/json";
import type { Props } from "./shell";

/**
 * How many messages the plan of this run said may go, by target and stream. The program hands them over as an input that
 * every check takes out again, so that they reach this process and never a state file (docs/decisions/0019).
 */
const said = new Map<string, number>();

const key = (target: unknown, asset: string): string => JSON.stringify([target, asset]);

/** @returns the inputs without what the plan said, which is remembered */
export function withoutBounds(news: Props, asset: string): Props {
  const { planned, ...rest } = news;
  const { target } = rest;
  said.delete(key(target, asset));
  for (const [name, messages] of Object.entries(bounds(planned))) {
    if (typeof messages === "number") said.set(key(target, name), messages);
  }
  return rest;
}

/** @returns how many messages the plan said may go; undefined where it did not say */
export const saidOf = (target: string, asset: string): number | undefined =>
  said.get(key(target, asset));

const bounds = (planned: unknown): JsonObject => (isObject(planned) ? planned : {});
