import { quoted } from "../assets";
import { inner } from "../field/fields";
import { textOf } from "../field/kind";
import type { Json } from "../json";
import type { ObservedConsumer } from "../observed";
import { atLeast, type ServerFacts } from "../server";
import { formatDuration } from "../units";

/** What no consumer of a stream may be above; what is missing bounds nothing. */
export interface ConsumerBounds {
  readonly maxAckPending?: number;
  /** Nanoseconds. */
  readonly inactiveThreshold?: number;
}

const wireNames: readonly (readonly [keyof ConsumerBounds, string])[] = [
  ["maxAckPending", "max_ack_pending"],
  ["inactiveThreshold", "inactive_threshold"],
];

/**
 * What a server holds the consumers against when the limits of their stream change: one before 2.14 takes a limit that is
 * not set for 0. Seen on 2.10 to 2.15.
 *
 * @param limits `consumer_limits` as they shall be
 */
export const boundsOf = (limits: Json, server: ServerFacts): ConsumerBounds =>
  Object.fromEntries(
    wireNames.flatMap(([name, wire]) => {
      const bound = Number(inner(limits)[wire] ?? 0);
      return bound > 0 || !atLeast(server.version, "2.14.0") ? [[name, bound]] : [];
    }),
  );

/**
 * @param consumers all of a stream
 * @returns those that are above a bound, in their order: `"worker" has maxAckPending 1000`. One that is unlimited is not:
 *   servers pass it over
 */
export const beyondBounds = (
  consumers: readonly ObservedConsumer[],
  bounds: ConsumerBounds,
): readonly string[] =>
  consumers.flatMap(({ name, config }) => {
    const above = wireNames.flatMap(([field, wire]) => {
      const [value, bound] = [Number(config[wire] ?? 0), bounds[field]];
      return bound !== undefined && value > bound ? [`${field} ${valueText(field, value)}`] : [];
    });
    return above.length > 0 ? [`${quoted([name])} has ${above.join(" and ")}`] : [];
  });

const valueText = (field: keyof ConsumerBounds, value: number): string =>
  field === "inactiveThreshold" ? quoted([formatDuration(value)]) : textOf(value);
