import type { ObservedStream, WireConfig } from "../domain/observed";
import { creation } from "../domain/plan/decision";
import type { Policy } from "../domain/policy";
import { applyConsumer, applyStream } from "./apply";
import type { JetStream } from "./connection";
import { ChangedMeanwhile, JetStreamError } from "./errors";
import { deleteStream, observeStream } from "./streams";

/** A stream as it shall be, with its consumers. */
export interface StreamToMake {
  readonly wire: WireConfig;
  readonly policy: Policy;
  readonly consumers: readonly { readonly name: string; readonly wire: WireConfig }[];
}

/** A stream was deleted and is not whole again. */
export class HalfMade extends JetStreamError {
  override readonly name = "HalfMade";
}

/**
 * Deletes a stream with all that it holds, and creates it as it shall be.
 *
 * @param seen the stream as it was when the decision was made
 * @throws ChangedMeanwhile where it is another one by now, and nothing was deleted; HalfMade where it was deleted and could
 *   not be created with all its consumers
 */
export async function recreateStream(
  js: JetStream,
  seen: ObservedStream,
  wanted: StreamToMake,
): Promise<void> {
  const { name } = seen;
  const now = await observeStream(js, name);
  if (now?.created !== seen.created) {
    throw new ChangedMeanwhile(
      `stream "${name}": is gone, or another one by now; nothing was deleted: run again`,
    );
  }
  await deleteStream(js, name);
  try {
    await make(js, name, wanted);
  } catch (error) {
    if (!(error instanceof JetStreamError)) throw error;
    throw new HalfMade(
      `stream "${name}": was deleted and is not whole yet: ${error.message}; "pulumi up --refresh" makes what is missing`,
      { cause: error },
    );
  }
}

async function make(
  js: JetStream,
  name: string,
  { wire, policy, consumers }: StreamToMake,
): Promise<void> {
  await applyStream(js, name, wire, creation({ name, wire, policy }, "stream", []));
  for (const consumer of consumers) {
    const decision = creation({ ...consumer, policy }, "consumer", []);
    await applyConsumer(js, name, consumer.name, consumer.wire, decision);
  }
}
