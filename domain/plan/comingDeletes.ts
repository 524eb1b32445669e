import { consumerAsset, count, streamAsset } from "../assets";
import { bucketOf } from "../bucket/bucket";
import { bucketHolds } from "./bucketDecision";
import type { KnownState } from "./known";
import { type LiveServer, liveStream } from "./live";
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
  /** Marked as ours, and in no state: nothing happens to it. */
  readonly forgotten: readonly Note[];
}

/**
 * Finds what the engine will delete, told by the owner marks on the server, and by the state file where it is known.
 * Whether a stream with messages may go is decided by the policy it was last deployed with.
 *
 * @param isOurs whether something live carries this stack's mark
 * @param declared texts that name everything declared
 */
export function comingDeletes(
  live: LiveServer,
  isOurs: (asset: Pick<ObservedStream, "config">) => boolean,
  declared: ReadonlySet<string>,
  known?: KnownState,
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
  const silent = silentDeletes(live, declared, known);
  const plain = streams.filter((stream) => !isBucket(stream));
  return {
    ...split(
      [...plain.map((stream) => streamNote(stream, known)), ...silent.streams],
      [...consumers.map((consumer) => consumerNote(consumer, live)), ...silent.consumers],
      ({ asset }) => known !== undefined && !known.has(asset),
    ),
    // the state has them as resources of other kinds
    buckets: streams.filter(isBucket).map((stream) => streamNote(stream)),
  };
}

/** What is in the state, no longer declared, and cannot be read: nobody knows what would go with it. */
function silentDeletes(
  { missing, missingConsumers = [] }: LiveServer,
  declared: ReadonlySet<string>,
  known?: KnownState,
): Pick<ComingDeletes, "streams" | "consumers"> {
  const text =
    "is no longer declared, but is offline: no server that holds it answers, so deleting it will be refused; bring its servers up, or delete it by hand where they will never be back";
  const notes = (assets: readonly string[]): readonly Note[] =>
    assets
      .filter((asset) => known?.has(asset) === true && !declared.has(asset))
      .map((asset) => ({ asset, kind: "delete", text, deletes: { messagesDeleted: 0 } }));
  return {
    streams: notes(missing.map((name) => streamAsset(name))),
    consumers: notes(missingConsumers.map(({ stream, name }) => consumerAsset(stream, name))),
  };
}

const isBucket = ({ name }: ObservedStream): boolean => bucketOf(name) !== undefined;

/** What is in no state is not deleted by the engine, which does not know of it. */
function split(
  streams: readonly Note[],
  consumers: readonly Note[],
  forgotten: (note: Note) => boolean,
): Omit<ComingDeletes, "buckets"> {
  const text =
    "carries the mark of this stack, but is neither declared nor in its state: it stays; declare it to take it back, or delete it by hand";
  return {
    streams: streams.filter((note) => !forgotten(note)),
    consumers: consumers.filter((note) => !forgotten(note)),
    forgotten: [...streams, ...consumers]
      .filter(forgotten)
      .map(({ asset }) => ({ asset, kind: "stranger", text })),
  };
}

function streamNote({ name, state }: ObservedStream, known?: KnownState): Note {
  const asset = streamAsset(name);
  const bucket = bucketOf(name);
  const { holds, messages } = bucket ? bucketHolds(bucket, state) : streamHolds(state);
  const goes = holds === undefined ? "" : ` with its ${holds}`;
  const deletes = state && { messagesDeleted: state.messages, bytesDeleted: state.bytes };
  const guarded = known?.get(asset)?.policy.dataLoss !== "allow";
  if (known && messages && guarded) {
    const text = `is no longer declared, but holds ${holds ?? ""}: deleting it will be refused, for dataLoss was "refuse" when it was last deployed; declare it again with dataLoss: "allow", run \`pulumi up\`, then remove it`;
    return { asset, kind: "delete", text, deletes: { messagesDeleted: 0 } };
  }
  const guard =
    messages && !known
      ? '; refused when it comes to that, unless dataLoss was "allow" when it was last deployed'
      : "";
  const text = `is no longer declared: it is deleted${goes}${guard}`;
  return { asset, kind: "delete", text, ...(deletes && { deletes }) };
}

function consumerNote({ stream, name, state }: ObservedConsumer, live: LiveServer): Note {
  const { holds } = consumerHolds(state);
  const goes = holds === undefined ? "" : ` with its ${holds}`;
  return {
    asset: consumerAsset(stream, name),
    kind: "delete",
    text: `is no longer declared: it is deleted${goes}${interestLoss(stream, state, live)}`,
  };
}

/** Seen on 2.10 to 2.15: an interest stream deletes what only the deleted consumer had yet to acknowledge. */
function interestLoss(name: string, state: ObservedConsumer["state"], live: LiveServer): string {
  const stream = liveStream(live, name);
  if (stream?.config["retention"] !== "interest" || state === undefined) return "";
  const most = state.pending + state.ackPending;
  if (most === 0) return "";
  const alone = stream.state?.consumers === 1;
  return `; the stream keeps only what consumers want, so ${alone ? "" : "at most "}${count(most, "message")} that ${alone ? "it has" : "only it has"} yet to acknowledge ${most === 1 ? "is" : "are"} deleted, too`;
}
