import { copyName } from "../domain/migration/marks";
import type { JetStream } from "./connection";
import { listStreams } from "./streams";

/** By connection: the streams in between that were there at the first question, and those begun since. */
const copies = new WeakMap<JetStream, Promise<Set<string>>>();

/**
 * Whether a stream in between may exist for a stream. One look at all streams answers for the whole run, which the lock of
 * the state keeps alone: only its own migrations make more of them.
 */
export async function mayHaveCopy(js: JetStream, stream: string): Promise<boolean> {
  return (await copiesOn(js)).has(copyName(stream));
}

/** Says that one is about to be made. */
export async function copyBegins(js: JetStream, stream: string): Promise<void> {
  (await copiesOn(js)).add(copyName(stream));
}

function copiesOn(js: JetStream): Promise<Set<string>> {
  const known = copies.get(js) ?? look(js);
  copies.set(js, known);
  // a failure is not remembered: whoever asks next tries again
  known.catch(() => copies.delete(js));
  return known;
}

/** What cannot be read is there all the same. */
async function look(js: JetStream): Promise<Set<string>> {
  const { streams, missing, offline } = await listStreams(js);
  const names = [...streams.map(({ name }) => name), ...missing, ...Object.keys(offline)];
  return new Set(names.filter((name) => name.startsWith(copyName(""))));
}
