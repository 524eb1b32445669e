import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { ChangedMeanwhile } from "./errors";
import { observeStream, purgeStream } from "./streams";

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
    const now = await observeStream(js, name);
    first ??= now;
    if (now === undefined || now.created !== first?.created) {
      throw new ChangedMeanwhile(
        `stream "${name}": was to be purged and is gone, or another one; refresh, then run again`,
      );
    }
    const last = BigInt(first.state?.lastSeq ?? 0);
    const isDone = BigInt(now.state?.firstSeq ?? 0) > last;
    if (isDone && now !== first) return first.state?.messages ?? 0;
    return purgeStream(js, name, { seq: String(last + 1n) });
  };
}
