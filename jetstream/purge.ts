import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { ChangedMeanwhile } from "./errors";
import { observeStream, type PurgeOptions, purgeStream } from "./streams";

/**
 * Empties a stream of what it holds at the first attempt. A purge whose answer is lost may have been done: a further
 * attempt looks first, and deletes nothing that came since.
 *
 * @returns does one attempt and returns how many messages went; any later one continues the first
 * @throws ChangedMeanwhile where the stream is another one by then
 */
export function purgeOnce(name: string): (js: JetStream) => Promise<number> {
  let first: ObservedStream | undefined;
  return async (js) => {
    const now = await sameAs(js, name, first);
    first ??= now;
    const last = BigInt(first.state?.lastSeq ?? 0);
    const isDone = BigInt(now.state?.firstSeq ?? 0) > last;
    if (isDone && now !== first) return first.state?.messages ?? 0;
    return purgeStream(js, name, { seq: String(last + 1n) });
  };
}

/**
 * Purges a stream that was looked at before.
 *
 * @returns how many messages went, and the stream as it is then
 * @throws ChangedMeanwhile where the stream is another one by now
 */
export async function purgeAsSeen(
  js: JetStream,
  seen: ObservedStream,
  request: PurgeOptions,
): Promise<{ readonly purged: number; readonly after: ObservedStream }> {
  await sameAs(js, seen.name, seen);
  const purged = await purgeStream(js, seen.name, request);
  return { purged, after: await sameAs(js, seen.name, seen) };
}

async function sameAs(
  js: JetStream,
  name: string,
  first: ObservedStream | undefined,
): Promise<ObservedStream> {
  const now = await observeStream(js, name);
  if (now !== undefined && (first === undefined || first.created === now.created)) return now;
  throw new ChangedMeanwhile(
    `stream "${name}": was to be purged and is gone, or another one; refresh, then run again`,
  );
}
