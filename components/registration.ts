import type { Move } from "../domain/plan/plan";
import { waitsFor } from "../domain/topology/order";
import type { DeclaredSystem } from "./announce";
import { NatsSystem } from "./natsSystem";
import type { Stream } from "./stream";

/**
 * Registers every system, each stream after those it has to wait for, in whichever system they are.
 *
 * @param moves subjects that go from one stream to another in this deployment
 */
export function registerSystems(
  declared: readonly DeclaredSystem[],
  target: string,
  moves: readonly Move[],
): void {
  const waits = waitsFor(
    declared.flatMap(({ streams }) => streams),
    moves,
  );
  const registered = new Map<string, (stream: Stream) => void>();
  const promises = new Map<string, Promise<Stream>>();
  for (const first of new Set([...waits.values()].flat())) {
    promises.set(first, new Promise((resolve) => registered.set(first, resolve)));
  }
  const before = (stream: string): readonly Promise<Stream>[] =>
    (waits.get(stream) ?? []).flatMap((first) => promises.get(first) ?? []);
  quickly(() => {
    for (const { system, streams } of declared) {
      const made = new NatsSystem(system.name, { target, streams, waitsFor: before });
      for (const [name, stream] of Object.entries(made.streams)) registered.get(name)?.(stream);
    }
  });
}

/**
 * Runs the part of a program that registers resources without stack traces: the SDK takes one for every internal
 * promise, which is half of its time. Both settings are put back before anything else runs, so that errors of the
 * program keep theirs.
 */
function quickly(register: () => void): void {
  const limit = Error.stackTraceLimit;
  const prepare = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.stackTraceLimit = 0;
  // source-map-support turns every stack into text, wanted or not
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    register();
  } finally {
    Error.stackTraceLimit = limit;
    if (prepare) Object.defineProperty(Error, "prepareStackTrace", prepare);
  }
}
