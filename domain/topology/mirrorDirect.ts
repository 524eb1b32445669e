import { streamAsset } from "../assets";
import { bucketOf } from "../bucket/bucketId";
import type { WireConfig } from "../observed";
import type { Problem } from "../problem";
import type { StreamConfig } from "../stream/streamConfig";
import type { DeclaredStream, StreamsByName } from "./flows";

/**
 * Mirrors that declare otherwise than their origin whether they answer direct reads. A server that sees the origin takes
 * its `allow_direct` at every creation and update, without a word: seen on 2.10 to 2.15. Such a declaration would differ
 * for ever.
 *
 * @param others configs of live streams outside the declaration
 */
export function mirrorDirectProblems(
  streams: StreamsByName,
  others: readonly WireConfig[],
): readonly Problem[] {
  const live = new Map(others.map((config) => [config["name"], config["allow_direct"] === true]));
  const allows = (name: string): boolean | undefined => {
    const declared = streams.get(name);
    return declared ? (declared.config.allowDirect ?? false) : live.get(name);
  };
  return [...streams.values()].flatMap((stream) => mismatch(stream, allows));
}

function mismatch(
  { name, config }: DeclaredStream,
  allows: (name: string) => boolean | undefined,
): readonly Problem[] {
  const origin = seenOrigin(config);
  // clients give the mirror of a bucket that setting, whatever the server makes of it
  if (origin === undefined || config.mirrorDirect === undefined || bucketOf(name)) return [];
  const allowed = allows(origin);
  if (allowed === undefined || allowed === config.mirrorDirect) return [];
  const reason = `got ${config.mirrorDirect}, but its origin "${origin}" has allowDirect ${allowed}, which every server takes instead; leave it out, or declare allowDirect: ${config.mirrorDirect} for "${origin}"`;
  return [{ path: `${streamAsset(name)}: mirrorDirect`, reason }];
}

/** @returns the stream whose setting the server takes, where it is in the same account */
export const seenOrigin = ({ mirror }: Pick<StreamConfig, "mirror">): string | undefined =>
  mirror?.external === undefined ? mirror?.name : undefined;
