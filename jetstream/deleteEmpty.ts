import { ownFields } from "../domain/migration/forms";
import type { ObservedStream } from "../domain/observed";
import type { JetStream } from "./connection";
import { deleteStream, observeStream, updateStream } from "./streams";

/**
 * Deletes a stream that holds no messages. It is closed before the last look, so that none can come after it: with room for
 * one byte and `discard: new` a server refuses every message, and deletes none.
 *
 * @param seen the stream as it was, empty
 * @returns false where it holds messages by now, or is another one: then it is as it was
 */
export async function deleteEmpty(js: JetStream, seen: ObservedStream): Promise<boolean> {
  const { name } = seen;
  const isStillEmpty = ({ created, state }: ObservedStream): boolean =>
    created === seen.created && state?.messages === 0;
  const found = await observeStream(js, name);
  if (found === undefined) return true;
  if (!isStillEmpty(found)) return false;
  const config = ownFields(found.config);
  await updateStream(js, name, { ...config, discard: "new", max_bytes: 1 });
  const closed = await observeStream(js, name);
  if (closed !== undefined && !isStillEmpty(closed)) {
    await updateStream(js, name, config);
    return false;
  }
  await deleteStream(js, name);
  return true;
}
