import type { ObservedStream } from "../domain/observed";
import { connect } from "../jetstream/connection";
import { JetStreamError } from "../jetstream/errors";
import { listStreams } from "../jetstream/streams";
import { Mistake } from "./mistake";
import type { LocalServer } from "./serverFile";

/**
 * @returns every stream that the local server has now
 * @throws Mistake where it does not answer
 */
export async function liveStreams({ url }: LocalServer): Promise<readonly ObservedStream[]> {
  try {
    const jetStream = await connect({ name: "local", url });
    try {
      return (await listStreams(jetStream)).streams;
    } finally {
      await jetStream.close();
    }
  } catch (error) {
    if (error instanceof JetStreamError) throw new Mistake(error.message, { cause: error });
    throw error;
  }
}
