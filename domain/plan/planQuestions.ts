import type { StreamDeclaration } from "../declare";
import { changeQuestions } from "../stream/changeQuestions";
import type { Questions } from "../stream/measured";
import { streamToWire, validateStream } from "../stream/stream";
import type { LiveServer } from "./live";

/**
 * What to ask before a plan is made, so that it can say how many messages go and which consumers stand against a change.
 *
 * @returns by name of the stream; none for streams whose change needs no more than their listing
 */
export function planQuestions(
  streams: readonly StreamDeclaration[],
  { facts, streams: found }: LiveServer,
): ReadonlyMap<string, Questions> {
  const live = new Map(found.map((stream) => [stream.name, stream]));
  return new Map(
    streams.flatMap(({ name, config }) => {
      const observed = live.get(name);
      if (!observed || validateStream(name, config, facts).length > 0) return [];
      const questions = changeQuestions(streamToWire(name, config), observed, facts);
      return Object.keys(questions).length > 0 ? [[name, questions] as const] : [];
    }),
  );
}
