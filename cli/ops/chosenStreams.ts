import { streamAsset } from "../../domain/assets";
import { bucketOf, streamNameOf } from "../../domain/bucket/bucketId";
import { didYouMean } from "../../domain/names";
import type { ObservedStream } from "../../domain/observed";
import { ownerOf } from "../../domain/ownership";
import type { Policy } from "../../domain/policy";
import type { JetStream } from "../../jetstream/connection";
import { listStreams } from "../../jetstream/streams";
import { Mistake } from "../mistake";
import { declaredNames } from "./choose";
import { type Server, type Servers, withServers } from "./servers";

/** Which streams a verb is to work on. */
export interface StreamChoice {
  readonly streams: readonly string[];
  /** All that are declared, and with `unmanaged` those without an owner. Buckets have to be named. */
  readonly all: boolean;
  /** Whether streams are meant that the stack does not declare. */
  readonly unmanaged: boolean;
  /** Whether they are only read: then "all" is buckets as well, and with `unmanaged` every stream. @default false */
  readonly reads?: boolean;
}

/** One live stream that was chosen. */
export interface ChosenStream {
  readonly server: Server;
  readonly js: JetStream;
  readonly stream: ObservedStream;
  /** What was declared for it; absent where it is not declared. */
  readonly policy?: Policy;
}

/** A server, what is declared for it, and what it has. */
interface Opened {
  readonly server: Server;
  readonly js: JetStream;
  readonly declared: ReadonlyMap<string, Policy>;
  readonly live: ReadonlyMap<string, ObservedStream>;
  /** Streams that are there and do not answer. */
  readonly silent: readonly string[];
}

/**
 * Finds the streams that a verb is meant for and hands them over, with connections that are open meanwhile.
 *
 * @throws Mistake with everything that is wrong with the choice
 */
export async function withStreams<Result>(
  { servers, stack }: Servers,
  choice: StreamChoice,
  use: (chosen: readonly ChosenStream[]) => Promise<Result>,
): Promise<Result> {
  if (choice.all === choice.streams.length > 0) {
    throw new Mistake("streams: name some, or all that are declared with --all");
  }
  const needed = neededServers(servers, choice);
  return withServers(needed, async (connections) => {
    const opened = await Promise.all(
      connections.map((js, at) => open(needed[at] ?? serverless(), js)),
    );
    const found = choice.all
      ? opened.flatMap((one) => allOf(one, choice))
      : [...new Set(choice.streams)].map((name) => oneOf(opened, name, choice, stack));
    const problems = found.filter((one) => typeof one === "string");
    if (problems.length > 0) throw new Mistake(problems.join("\n"));
    return use(found.filter((one) => typeof one !== "string"));
  });
}

function serverless(): never {
  throw new RangeError("there are as many connections as servers");
}

/** Where a name is declared, no other server has to be asked for it. */
function neededServers(
  servers: readonly Server[],
  { streams, all }: StreamChoice,
): readonly Server[] {
  const declares = ({ systems }: Server, name: string): boolean =>
    systems.flatMap(declaredNames).includes(name);
  const known = streams.every((name) => servers.some((server) => declares(server, name)));
  return all || !known
    ? servers
    : servers.filter((server) => streams.some((name) => declares(server, name)));
}

async function open(server: Server, js: JetStream): Promise<Opened> {
  const { streams, missing, offline } = await listStreams(js);
  const declared = server.systems.flatMap((system) => [
    ...system.streams.map(({ name, policy }) => [name, policy] as const),
    ...system.buckets.map((bucket) => [streamNameOf(bucket), bucket.policy] as const),
  ]);
  return {
    server,
    js,
    declared: new Map(declared),
    live: new Map(streams.map((stream) => [stream.name, stream])),
    silent: [...missing, ...Object.keys(offline)],
  };
}

/** @returns those that are meant by "all"; a bucket holds settings and the like: to delete from it, it has to be named */
function allOf(
  one: Opened,
  { unmanaged, reads = false }: StreamChoice,
): readonly (ChosenStream | string)[] {
  const names = [...one.declared.keys()].filter((name) => reads || !isBucket(one, name));
  const others = [...one.live.values()].filter(({ name }) => !one.declared.has(name));
  const meant = others.filter((stream) => unmanaged && (reads || isFree(stream)));
  return [...names, ...meant.map(({ name }) => name)].flatMap((name) => {
    const found = one.silent.includes(name) ? silence(name) : chosen(one, name);
    return found === undefined ? [] : [found];
  });
}

/** Nobody owns it, and it is none that clients make for something else. */
const isFree = ({ name, config }: ObservedStream): boolean =>
  ownerOf(config) === undefined && bucketOf(name) === undefined && !name.startsWith("$");

const isBucket = ({ server }: Opened, name: string): boolean =>
  server.systems.some(({ buckets }) => buckets.map(streamNameOf).includes(name));

function oneOf(
  opened: readonly Opened[],
  name: string,
  { unmanaged }: StreamChoice,
  stack: string | undefined,
): ChosenStream | string {
  const declaring = opened.filter(({ declared }) => declared.has(name));
  const holding = opened.filter(({ live }) => live.has(name));
  const [one, ...others] = declaring.length > 0 ? declaring : holding;
  if (others.length > 0)
    return `${streamAsset(name)}: is on several servers; name one with --system`;
  if (opened.some(({ silent }) => silent.includes(name))) return silence(name);
  const found = one && chosen(one, name);
  if (found === undefined) return notThere(opened, name);
  if (found.policy === undefined && !unmanaged) {
    const whose = stack === undefined ? "by this project" : `by stack "${stack}"`;
    return `${streamAsset(name)}: is not declared ${whose}; where it is meant all the same, add --unmanaged`;
  }
  return found;
}

function chosen({ server, js, declared, live }: Opened, name: string): ChosenStream | undefined {
  const [stream, policy] = [live.get(name), declared.get(name)];
  return stream && { server, js, stream, ...(policy && { policy }) };
}

const silence = (name: string): string =>
  `${streamAsset(name)}: does not answer; bring its servers up, then run again`;

function notThere(opened: readonly Opened[], name: string): string {
  const there = opened.flatMap(({ live }) => [...live.keys()]);
  return `${streamAsset(name)}: is not on the server${didYouMean(name, there)}`;
}
