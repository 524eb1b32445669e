import type { ObservedStream } from "../observed";
import { belongsTo, ownerOf } from "../ownership";
import type { Declaration } from "./plan";

/** @returns whose consumers are looked at: streams that declare some, and those of this stack that may have kept some */
export function readersOf({
  project,
  stack,
  systems,
}: Declaration): (stream: ObservedStream) => boolean {
  const streams = systems.flatMap((system) => system.streams);
  const reading = new Set(
    streams.filter(({ consumers }) => consumers.length > 0).map(({ name }) => name),
  );
  return ({ name, config }) => {
    const owner = ownerOf(config);
    return reading.has(name) || (owner !== undefined && belongsTo(owner, project, stack));
  };
}
