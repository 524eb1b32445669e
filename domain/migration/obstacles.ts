import { count, quoted } from "../assets";
import { inner } from "../field/fields";
import type { FieldChange } from "../change";
import type { Json } from "../json";
import type { ObservedConsumer, ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { subjectsOverlap } from "../subject";
import { humanSize } from "../units";
import { copiedFor, copyName } from "./marks";
import { filtersOf, isDurable } from "./positions";

/** What a migration has to do with, as far as it is known. */
export interface Around {
  readonly facts: ServerFacts;
  /** All streams of the account. */
  readonly streams: readonly ObservedStream[];
  /** The consumers of the stream. */
  readonly consumers: readonly ObservedConsumer[];
  /** Consumers of any stream that cannot be read. @default none */
  readonly missingConsumers?: readonly Pick<ObservedConsumer, "stream" | "name">[];
}

/**
 * Why a change cannot be made by copying, whatever the server holds.
 *
 * @param fields that no server changes in place
 * @param wanted complete config that the stream shall have
 * @param live its config as it is, or was last
 * @returns reasons that read on after `stream "ORDERS": `; none where nothing stands against it
 */
export function lastingObstacles(
  fields: readonly FieldChange[],
  wanted: WireConfig,
  live: WireConfig,
): readonly string[] {
  const both = (key: string): boolean => isOn(wanted[key]) || isOn(live[key]);
  return [
    ...(fields.some(({ field }) => field === "name") ? ["it gets another name"] : []),
    ...(both("mirror")
      ? ["a mirror holds what its origin holds, and takes no other messages"]
      : []),
    ...(both("sources") ? ["it has sources, which would bring their messages again"] : []),
    ...(both("allow_msg_schedules") ? ["scheduled messages would be sent by both streams"] : []),
    ...(both("allow_msg_counter") ? ["counters cannot be copied"] : []),
    ...(isOn(wanted["sealed"]) ? ["a sealed stream takes no messages, not even copies"] : []),
  ];
}

/** What stands against it on this server, with these streams and consumers; see {@link lastingObstacles}. */
export function presentObstacles(
  stream: ObservedStream,
  wanted: WireConfig,
  around: Around,
): readonly string[] {
  return [
    ...nameObstacles(stream.name, around.streams),
    ...readerObstacles(stream.name, around.streams),
    ...silentObstacles(stream.name, around),
    ...consumerObstacles(wanted, around.consumers),
    ...roomObstacles(stream, wanted, around.facts),
  ];
}

function nameObstacles(name: string, streams: readonly ObservedStream[]): readonly string[] {
  const between = copyName(name);
  const taken = streams.some((other) => other.name === between && copiedFor(other.config) !== name);
  return [
    ...(taken ? [`a stream ${quoted([between])} exists that is none of ours`] : []),
    ...(new TextEncoder().encode(between).length > 255
      ? ["its name is too long for a stream in between"]
      : []),
  ];
}

function readerObstacles(name: string, streams: readonly ObservedStream[]): readonly string[] {
  const readers = streams
    .filter(({ config }) => copiedFor(config) !== name && origins(config).includes(name))
    .map((other) => other.name);
  return readers.length > 0
    ? [
        `${quoted(readers)} copies from it, and would lose its place; take that source or mirror away first`,
      ]
    : [];
}

const origins = ({ mirror, sources }: WireConfig): readonly Json[] => [
  inner(mirror)["name"] ?? null,
  ...(Array.isArray(sources) ? sources.map((source: Json) => inner(source)["name"] ?? null) : []),
];

function silentObstacles(stream: string, { missingConsumers = [] }: Around): readonly string[] {
  const silent = missingConsumers.filter((consumer) => consumer.stream === stream);
  return silent.length > 0
    ? [`${names(silent)} does not answer, and would lose its position; bring its server up first`]
    : [];
}

function consumerObstacles(
  wanted: WireConfig,
  consumers: readonly ObservedConsumer[],
): readonly string[] {
  const pushed = consumers.filter(({ state }) => state?.pushBound === true);
  return [
    ...(pushed.length > 0
      ? [
          `messages are pushed to subscribers of ${names(pushed)}, who would not notice; stop them first`,
        ]
      : []),
    ...(wanted["retention"] === "workqueue" ? queueObstacles(consumers) : []),
  ];
}

function queueObstacles(consumers: readonly ObservedConsumer[]): readonly string[] {
  const durable = consumers.filter(isDurable);
  const unfit = durable.filter(
    ({ config }) =>
      config["ack_policy"] !== "explicit" || (config["deliver_policy"] ?? "all") !== "all",
  );
  const crossed = durable.filter((one) =>
    durable.some((other) => one !== other && overlap(one, other)),
  );
  return [
    ...(unfit.length > 0
      ? [
          `a workqueue takes only consumers with explicit acknowledgement that begin at the beginning, which ${names(unfit)} is not`,
        ]
      : []),
    ...(crossed.length > 0
      ? [
          `a workqueue gives each message to one consumer, and ${names(crossed)} want the same; give them filters that do not overlap`,
        ]
      : []),
  ];
}

function overlap(a: ObservedConsumer, b: ObservedConsumer): boolean {
  const all = (list: readonly string[]): readonly string[] => (list.length === 0 ? [">"] : list);
  return all(filtersOf(a)).some((one) =>
    all(filtersOf(b)).some((other) => subjectsOverlap(one, other)),
  );
}

/** The stream in between is on disk. Without a limit of the account, only the server knows what it has room for. */
function roomObstacles(
  { state }: ObservedStream,
  wanted: WireConfig,
  { limits }: ServerFacts,
): readonly string[] {
  if (!state) return [];
  const room = (most: number | undefined, used = 0): number =>
    most === undefined || most <= 0 ? Infinity : most - used;
  const disk = room(limits.maxStorageBytes, limits.usedStorageBytes);
  const memory = room(limits.maxMemoryBytes, limits.usedMemoryBytes);
  const onDisk = state.bytes * (wanted["storage"] === "memory" ? 1 : 2);
  return [
    ...(onDisk > disk
      ? [
          `it needs ${humanSize(onDisk)} more storage meanwhile, and the account has ${humanSize(Math.max(0, disk))} left`,
        ]
      : []),
    ...(wanted["storage"] === "memory" && state.bytes > memory
      ? [
          `it needs ${humanSize(state.bytes)} of memory, and the account has ${humanSize(Math.max(0, memory))} left`,
        ]
      : []),
  ];
}

const names = (consumers: readonly Pick<ObservedConsumer, "name">[]): string =>
  quoted(consumers.map(({ name }) => name));

const isOn = (value: Json | undefined): boolean =>
  value === true ||
  (Array.isArray(value) ? value.length > 0 : typeof value === "object" && value !== null);

/**
 * Messages that a workqueue does not keep, because a consumer has acknowledged them.
 *
 * @returns a text for people, or undefined where there are none
 */
export function goneByQueue(
  wanted: WireConfig,
  live: WireConfig,
  consumers: readonly ObservedConsumer[],
): string | undefined {
  const becomes = wanted["retention"] === "workqueue" && live["retention"] !== "workqueue";
  const acked = consumers.filter(({ state }) => state !== undefined && state.ackFloor !== "0");
  return becomes && acked.length > 0
    ? `a workqueue keeps no message that was acknowledged, and ${count(acked.length, "consumer")} acknowledged some: ${names(acked)}`
    : undefined;
}
