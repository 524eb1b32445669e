import { inner } from "../field/fields";
import type { JsonObject } from "../json";
import { isCopying, type ObservedConsumer } from "../observed";
import { beginningAt } from "../consumer/consumerStart";
import { ownFields } from "./forms";
import type { NotedConsumer } from "./marks";

/**
 * The first message of its stream that a consumer may not have acknowledged. What it acknowledged beyond that comes
 * again, as after any redelivery.
 *
 * @returns a sequence, or undefined where the consumer begins as its config says
 */
export function firstUnacknowledged({ config, state }: ObservedConsumer): string | undefined {
  if (state?.deliveredSeq === undefined) return undefined;
  const policy = config["deliver_policy"] ?? "all";
  if (state.delivered === "0") {
    return policy === "last_per_subject" || policy === "last"
      ? undefined
      : after(state.deliveredSeq);
  }
  if (state.ackFloorSeq !== undefined && state.ackFloorSeq !== "0") return after(state.ackFloorSeq);
  // before 2.14 a floor is 0 until the first acknowledgement: these policies begin where they began, others with all
  return policy === "new" || policy === "last" || policy === "last_per_subject" ? "1" : undefined;
}

/** @returns the sequence after another one */
export const after = (sequence: string): string => String(BigInt(sequence) + 1n);

/** @returns the lower of two sequences */
export const lower = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);

/** Whether a consumer outlives its clients. Others are made again by the clients themselves. */
export const isDurable = (consumer: ObservedConsumer): boolean =>
  typeof consumer.config["durable_name"] === "string" && !isCopying(consumer);

/** @param start first sequence in the copy; absent: as its config says */
export const noted = (consumer: ObservedConsumer, start?: string): NotedConsumer => ({
  name: consumer.name,
  config: ownFields(consumer.config),
  ...(start !== undefined && { start }),
});

/**
 * The config that makes a consumer again where it was.
 *
 * @param retention of the stream made anew: a workqueue takes only consumers that begin at the beginning (10101)
 */
export const consumerAgain = (
  { config }: NotedConsumer,
  start: string | undefined,
  retention: unknown,
): JsonObject =>
  start === undefined || retention === "workqueue" ? config : beginningAt(config, start);

/** @returns the subjects that a noted consumer takes; none: all */
export function filtersOf({ config }: Pick<NotedConsumer, "config">): readonly string[] {
  const { filter_subject: one, filter_subjects: several } = inner(config);
  if (typeof one === "string" && one !== "") return [one];
  return Array.isArray(several)
    ? several.flatMap((subject: unknown) => (typeof subject === "string" ? [subject] : []))
    : [];
}
