import { keySubject } from "../domain/bucket/bucketId";
import type { InitialKeys } from "../domain/bucket/initialKeys";
import type { JetStream } from "./connection";
import { ServerRefusal, Unanswered } from "./errors";

/** err_codes of "this key has a value already": of one server, and of a replicated bucket. */
const exists: ReadonlySet<number> = new Set([10071, 10164]);

/** err_code of "larger than the largest message". */
const tooLarge = 10054;

/**
 * Writes the keys with which a bucket begins. A key that somebody was faster with keeps its value, so that writing twice
 * does no harm.
 *
 * @throws ServerRefusal, Unreachable, Unanswered, NotAuthorized
 */
export async function writeInitialKeys(
  js: JetStream,
  bucket: string,
  initial: InitialKeys,
): Promise<void> {
  for (const [key, value] of Object.entries(initial)) await writeOnce(js, bucket, key, value);
}

async function writeOnce(js: JetStream, bucket: string, key: string, value: string): Promise<void> {
  const write = (headers: Readonly<Record<string, string>>) =>
    js.request(keySubject(bucket, key), value, {
      message: `bucket "${bucket}": write initial key "${key}"`,
      changes: true,
      headers,
    });
  const onlyNew = { "Nats-Expected-Last-Subject-Sequence": "0" };
  try {
    await write(onlyNew).catch((error: unknown) => {
      // the condition may have arrived, and makes asking again safe
      if (error instanceof Unanswered) return write(onlyNew);
      // headers count: a value of just the size that is allowed goes without the condition
      if (error instanceof ServerRefusal && error.errCode === tooLarge) return write({});
      throw error;
    });
  } catch (error) {
    if (!(error instanceof ServerRefusal && exists.has(error.errCode))) throw error;
  }
}
