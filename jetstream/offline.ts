import { consumerAsset, streamAsset } from "../domain/assets";
import type { JetStream } from "./connection";
import { Offline, Unreachable } from "./errors";

/** @param reason why the server cannot run it, where it says so; absent: its servers are down */
export const offlineStream = (name: string, reason?: string): Offline =>
  reason === undefined ? down(streamAsset(name)) : unable(streamAsset(name), reason);

export const offlineConsumer = (stream: string, name: string): Offline =>
  down(consumerAsset(stream, name));

const down = (asset: string): Offline =>
  new Offline(
    `${asset}: exists, but its servers do not answer; bring them up, or delete it by hand where they will never be back, then run again`,
    true,
  );

const unable = (asset: string, reason: string): Offline =>
  new Offline(
    `${asset}: exists, but the server cannot run it (${reason}); update the server, then run again`,
  );

/**
 * Asks for one stream or consumer. In a cluster nobody answers where its servers are down, and the others know that.
 *
 * @param listed finds it among those that the cluster knows and cannot describe
 * @throws Offline where it is one of them
 */
export async function askedAlone<Found>(
  js: JetStream,
  ask: () => Promise<Found>,
  listed: () => Promise<Offline | undefined>,
): Promise<Found> {
  try {
    return await ask();
  } catch (error) {
    const silent = error instanceof Unreachable && error.reason === "unanswered";
    if (!silent || !js.server.clustered) throw error;
    // what cannot be listed either tells nothing more
    throw (await listed().catch(() => undefined)) ?? error;
  }
}
