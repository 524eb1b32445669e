import { consumerAsset, streamAsset } from "../assets";
import { bucketOf } from "../bucket/bucket";
import { bucketHolds } from "./bucketDecision";
import type { LiveServer } from "./live";
import { copiedFor } from "../migration/marks";
import { consumerHolds, streamHolds } from "./loss";
import type { Note } from "./note";
import type { ObservedConsumer, ObservedStream } from "../observed";

/** What this stack deployed and no longer declares. */
export interface ComingDeletes {
  readonly streams: readonly Note[];
  /** Named as the streams that they are. */
  readonly buckets: readonly Note[];
  readonly consumers: readonly Note[];
}

/**
 * Finds what the engine will delete, told by the owner marks on the server. Whether a stream with messages may go is
 * decided by the policy it was last deployed with, which only its state file knows.
 *
 * @param isOurs whether something live carries this stack's mark
 * @param declared texts that name everything declared
 */
export function comingDeletes(
  live: LiveServer,
  isOurs: (asset: Pick<ObservedStream, "config">) => boolean,
  declared: ReadonlySet<string>,
): ComingDeletes {
  const streams = live.streams.filter(
    (stream) =>
      isOurs(stream) &&
      !declared.has(streamAsset(stream.name)) &&
      // the stream in between of a migration goes with the stream it is for
      !declared.has(streamAsset(copiedFor(stream.config) ?? stream.name)),
  );
  // the consumers of a deleted stream go with it, and those of a stranger's stream are counted too
  const gone = new Set(streams.map(({ name }) => name));
  const consumers = live.consumers.filter(
    (consumer) =>
      isOurs(consumer) &&
      !gone.has(consumer.stream) &&
      !declared.has(consumerAsset(consumer.stream, consumer.name)),
  );
  const isBucket = ({ name }: ObservedStream): boolean => bucketOf(name) !== undefined;
  return {
    streams: streams.filter((stream) => !isBucket(stream)).map(streamNote),
    buckets: streams.filter(isBucket).map(streamNote),
    consumers: consumers.map(consumerNote),
  };
}

function streamNote({ name, state }: ObservedStream): Note {
  const bucket = bucketOf(name);
  const { holds, messages } = bucket ? bucketHolds(bucket, state) : streamHolds(state);
  const goes = holds === undefined ? "" : ` with its ${holds}`;
  const guard = messages
    ? '; refused when it comes to that, unless dataLoss was "allow" when it was last deployed'
    : "";
  return {
    asset: streamAsset(name),
    kind: "delete",
    text: `is no longer declared: it is deleted${goes}${guard}`,
  };
}

function consumerNote({ stream, name, state }: ObservedConsumer): Note {
  const { holds } = consumerHolds(state);
  return {
    asset: consumerAsset(stream, name),
    kind: "delete",
    text: `is no longer declared: it is deleted${holds === undefined ? "" : ` with its ${holds}`}`,
  };
}
