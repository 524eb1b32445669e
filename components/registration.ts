import type * as pulumi from "@pulumi/pulumi";
import { streamAsset } from "../domain/assets";
import { withBucketStreams } from "../domain/bucket/declareBuckets";
import type { Bounds, Move } from "../domain/plan/plan";
import { groupBy } from "../domain/group";
import { servedName, waitsAcross } from "../domain/topology/order";
import type { DeclaredSystem } from "./announce";
import { NatsSystem } from "./natsSystem";
import type { Servers } from "./servers";

/**
 * Registers every system, each stream after those it has to wait for, in whichever system they are, and verified at last.
 *
 * @param movesOn subjects that go from one stream to another in this deployment, on a target
 * @param boundsOf what the plan said of a target
 * @param servers what holds on the servers of each
 * @param underWay whether an earlier deployment has stopped in the middle of making a stream anew
 */
export function registerSystems(
  declared: readonly DeclaredSystem[],
  movesOn: (target: string) => readonly Move[],
  boundsOf: (target: string) => Bounds,
  servers: Servers,
  underWay: (target: string, stream: string) => boolean,
): void {
  const waits = waitsBetween(declared, movesOn);
  const registered = new Map<string, (made: pulumi.Resource) => void>();
  const promises = new Map<string, Promise<pulumi.Resource>>();
  for (const first of new Set([...waits.values()].flat())) {
    promises.set(first, new Promise((resolve) => registered.set(first, resolve)));
  }
  const before = (target: string) => (stream: string) =>
    (waits.get(servedName(target, stream)) ?? []).flatMap((first) => promises.get(first) ?? []);
  quickly(() => {
    for (const each of declared) {
      const { system, target, ...rest } = each;
      const options = servers.optionsFor(each);
      const resumes = (stream: string): boolean => underWay(target, stream);
      const planned = handedOver(declared, each, boundsOf(target));
      const args = { ...rest, target, planned, resumes, waitsFor: before(target), options };
      // what is below it as well: a refused destroy takes nothing
      const { protect } = options;
      const made = new NatsSystem(system.name, args, protect === true ? { protect } : {});
      for (const [stream, one] of made.byStream) registered.get(servedName(target, stream))?.(one);
      servers.verify(each, made);
    }
  });
}

const waitsBetween = (
  declared: readonly DeclaredSystem[],
  movesOn: (target: string) => readonly Move[],
): ReadonlyMap<string, readonly string[]> =>
  waitsAcross(
    [...groupBy(declared, ({ target }) => target)].map(([target, systems]) => ({
      target,
      streams: systems.flatMap(({ streams, buckets }) => withBucketStreams(streams, buckets)),
      moves: movesOn(target),
    })),
  );

/**
 * What each stream hands over to the provider of what the plan said: its own bound; the first one of a target those of
 * streams that are no longer declared, too.
 */
function handedOver(
  declared: readonly DeclaredSystem[],
  { target, streams: own }: DeclaredSystem,
  bounds: Bounds,
): (stream: string) => Readonly<Record<string, number>> {
  const streams = declared.filter((one) => one.target === target).flatMap((one) => one.streams);
  const all = new Set(streams.map(({ name }) => streamAsset(name)));
  const others = [...bounds].filter(([asset]) => !all.has(asset));
  const [first] = streams;
  return (name) => {
    const asset = streamAsset(name);
    const bound = bounds.get(asset);
    return {
      ...(bound !== undefined && { [asset]: bound }),
      ...(first !== undefined &&
        name === first.name &&
        own.includes(first) &&
        Object.fromEntries(others)),
    };
  };
}

/**
 * Runs the part of a program that registers resources without stack traces. The SDK takes one for each of its promises,
 * which is half of its time, and one for each resource, unlimited and with paths of this machine, which it keeps in the
 * state. Both settings are put back before anything else runs, so that errors of the program keep theirs.
 */
function quickly(register: () => void): void {
  const limit = Error.stackTraceLimit;
  const prepare = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.stackTraceLimit = 0;
  // the SDK lifts the limit for the stack of a resource
  Error.prepareStackTrace = (error) => String(error);
  try {
    register();
  } finally {
    Error.stackTraceLimit = limit;
    Reflect.deleteProperty(Error, "prepareStackTrace");
    if (prepare) Object.defineProperty(Error, "prepareStackTrace", prepare);
  }
}
