import type { StreamDeclaration } from "../declare";
import type { ObservedConsumer, ObservedStream } from "../observed";
import type { LiveServer } from "../plan/live";
import { streamFromWire } from "../stream/streamWire";
import { usageOf } from "../usage";
import type { DrawnStream, Picture, Standing } from "./picture";

/** One system as a stack declares it. */
export interface DeclaredPart {
  readonly title: string;
  /** With its buckets, as the streams that they are. */
  readonly streams: readonly StreamDeclaration[];
}

/**
 * Draws what a server holds: a picture for each system, and one for what is declared nowhere.
 *
 * @param live what was seen
 * @param now milliseconds since 1970
 */
export function drawLive(
  systems: readonly DeclaredPart[],
  live: Pick<LiveServer, "streams" | "consumers" | "missing">,
  now: number,
): readonly Picture[] {
  const found = new Map(live.streams.map((stream) => [stream.name, stream]));
  const declared = systems.map(({ title, streams }) => ({
    title,
    streams: streams.map((stream) => drawOne(stream, found.get(stream.name), live, now)),
  }));
  const names = new Set(systems.flatMap(({ streams }) => streams.map(({ name }) => name)));
  const others = live.streams
    .filter(({ name }) => !names.has(name))
    .map((stream) => drawOne(undefined, stream, live, now));
  const rest = others.length > 0 ? [{ title: "not declared", streams: others }] : [];
  return [...declared.filter(({ streams }) => streams.length > 0), ...rest];
}

function drawOne(
  declared: StreamDeclaration | undefined,
  seen: ObservedStream | undefined,
  live: Pick<LiveServer, "consumers">,
  now: number,
): DrawnStream {
  const name = declared?.name ?? seen?.name ?? "";
  const readers = live.consumers.filter(({ stream }) => stream === name);
  const shares = seen ? usageOf(seen, now) : {};
  // age is near its limit in every stream that lives by it
  const highest = Math.max(shares.messages ?? -1, shares.bytes ?? -1);
  return {
    name,
    config: seen ? streamFromWire(seen.config) : (declared?.config ?? {}),
    standing: seen === undefined ? "missing" : declared ? "declared" : "unmanaged",
    consumers: [
      ...readers.map((reader) => ({ name: reader.name, standing: standingOf(reader, declared) })),
      ...missingReaders(declared, readers),
    ],
    ...(highest >= 0 && { share: highest }),
  };
}

const standingOf = (
  { name }: ObservedConsumer,
  declared: StreamDeclaration | undefined,
): Standing =>
  declared?.consumers.some((consumer) => consumer.name === name) ? "declared" : "unmanaged";

const missingReaders = (
  declared: StreamDeclaration | undefined,
  readers: readonly ObservedConsumer[],
): DrawnStream["consumers"] =>
  (declared?.consumers ?? [])
    .filter(({ name }) => !readers.some((reader) => reader.name === name))
    .map(({ name }) => ({ name, standing: "missing" }));
