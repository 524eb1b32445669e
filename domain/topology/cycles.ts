import { streamAsset } from "../assets";
import { inner } from "../field/fields";
import { originsOf, type DeclaredStream, type StreamsByName } from "./flows";
import type { Json } from "../json";
import { textOf } from "../field/kind";
import type { Problem } from "../problem";
import { streamToWire } from "../stream/stream";
import { subjectsOverlap } from "../subject";

/** The copy at which a server's walk ends: stream `to` is met a second time, as an origin of `from`. */
interface Closing {
  readonly from: string;
  readonly to: string;
}

/** One copy, as a server sees it. */
interface Origin {
  readonly name: string;
  readonly filter: string;
}

/**
 * Sources and mirrors that a server takes for a cycle (10052 "detected cycle").
 *
 * It walks from the stream that is created or updated to its origins, and refuses an origin it has met before, unless
 * the copying source has a filter that matches none of the copying stream's own subjects. So two streams may copy from
 * each other only with such filters on both sides: with one alone, the update of one of them is taken and every later
 * update of the other refused. It also refuses some streams that are no cycle, by the order of their sources.
 * Seen on 2.10, 2.12 and 2.15; nats-server server/stream.go, checkStreamCfg.
 */
export function cycleProblems(streams: StreamsByName): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const name of streams.keys()) {
    for (const closing of walk(name, streams)) {
      const way = path(closing.to, closing.from, streams);
      const key = way ? [...way].sort().join(" ") : `${closing.from} ${closing.to}`;
      const problem = way ? cycle([...way, closing.to]) : detour(name, closing);
      found.set(key, found.get(key) ?? problem);
    }
  }
  return [...found.values()];
}

function walk(start: string, streams: StreamsByName): readonly Closing[] {
  const closings: Closing[] = [];
  const visited = new Set<string>();
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const stream = streams.get(name);
    visited.add(name);
    for (const { name: to, filter } of stream ? sentOrigins(stream) : []) {
      if (!visited.has(to)) {
        queue.push(to);
      } else if (stream && counts(stream, filter)) {
        closings.push({ from: name, to });
      }
    }
  }
  return closings;
}

/** The streams of this account that a stream copies from, itself aside, in the order in which a server gets them. */
function sentOrigins({ name, config }: DeclaredStream): readonly Origin[] {
  const { sources } = config.sources ? streamToWire(name, { sources: config.sources }) : {};
  const sent = Array.isArray(sources) ? sources.map((source: Json) => inner(source)) : [];
  const copies = sent.filter((source) => !("external" in source));
  return [
    ...copies.map((source) => ({
      name: textOf(source["name"]),
      filter: textOf(source["filter_subject"] ?? ""),
    })),
    ...(config.mirror ? originsOf(config).map((origin) => ({ ...origin, filter: "" })) : []),
  ].filter((origin) => origin.name !== name);
}

const counts = ({ config }: DeclaredStream, filter: string): boolean =>
  filter === "" || (config.subjects ?? []).some((subject) => subjectsOverlap(subject, filter));

/** @returns the streams from one to an origin of its, over origins of origins, or undefined where none leads there */
function path(from: string, to: string, streams: StreamsByName): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[from]];
  const visited = new Set([from]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1) ?? from;
    if (last === to) {
      return way;
    }
    const stream = streams.get(last);
    for (const { name } of stream ? sentOrigins(stream) : []) {
      if (!visited.has(name)) {
        visited.add(name);
        ways.push([...way, name]);
      }
    }
  }
  return undefined;
}

/** @param way the streams in turn, each copying from the next, the first once more at the end */
function cycle(way: readonly string[]): Problem {
  const streams = way.map((name) => `"${name}"`).join(" from ");
  return {
    path: `${streamAsset(way[0] ?? "")}: sources`,
    reason: `the streams copy in a circle, ${streams}, which every server refuses; remove one of these origins, or give each of the sources a filterSubject that matches none of the subjects its own stream lists`,
  };
}

function detour(start: string, { from, to }: Closing): Problem {
  return {
    path: `${streamAsset(start)}: sources`,
    reason: `copies from "${to}" on two ways, one of them through "${from}", which a server takes for a cycle; drop one of the two ways, or give the source "${to}" of "${from}" a filterSubject that matches none of the subjects that "${from}" lists`,
  };
}
