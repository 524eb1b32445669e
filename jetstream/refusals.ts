import { type Json, isObject } from "../domain/json";
import { ServerRefusal } from "./errors";

/**
 * What a person can do about a refusal, by err_code. Codes and texts: nats-server server/jetstream_errors_generated.go,
 * seen on 2.10 to 2.15.
 */
const waysOut: Readonly<Record<number, string>> = {
  10002: "raise the account's limits, or lower maxBytes",
  10004: "the cluster has no leader at the moment; run again when it is healthy",
  10005:
    "no server fits; ask for fewer replicas than there are servers, and for placement tags that servers have",
  10008: "the cluster has no leader at the moment; run again when it is healthy",
  10009: "the cluster has no leader at the moment; run again when it is healthy",
  10012: "where the text names a field that can not be updated, the consumer has to be replaced",
  10013: "somebody is subscribed to its deliver subject; stop that reader, then run again",
  10014: "somebody deleted it; refresh, then run again",
  10023: "free memory or storage at the servers, or lower maxBytes",
  10025: "this server does not know one of the fields; leave it out, or update the server",
  10026: "raise maxConsumers of the stream or of the account, or remove consumers",
  10027: "raise the account's limit of streams, or remove streams",
  10028: "give the server or the account more memory, lower maxBytes, or use file storage",
  10047: "give the server or the account more storage, or lower maxBytes",
  10052: "correct what the text names",
  10055: "a mirror can only be removed, from 2.12.0 on; any other change replaces the stream",
  10058: "adopt the stream of that name, or choose another name",
  10059: "somebody deleted it; refresh, then run again",
  10065:
    "a subject belongs to one stream; take it out of one of them, or copy from the other by sources",
  10069: "correct what the text names",
  10074: "this server stands alone; use 1 replica, or a cluster",
  10084: "a pull consumer of a work queue acknowledges; set ackPolicy explicit",
  10098: "a consumer of a work queue acknowledges; set ackPolicy explicit",
  10099: "a work queue takes one consumer without a filter; give each consumer a filter of its own",
  10100: "filters of a work queue's consumers may not overlap; give each subject one consumer",
  10101: "a consumer of a work queue starts at the beginning; set deliverPolicy all",
  10109: "a sealed stream takes no change but its removal",
  10110: "the stream denies purging, and that is not to be undone",
  10113: "the account demands a maximum size; set maxBytes",
  10116: "raise maxDeliver to at least the number of backoff steps",
  10118: "its servers are down; run again when they are up",
  10120: "the account has no limits for this number of replicas; add a tier, or change replicas",
  10122: "lower maxBytes below the account's limit for one stream, or raise that limit",
  10123: "change placement first, and replicas when the move is done",
  10124: "a move or scaling of this stream is running; run again when it is done",
  10126: "use no more replicas than the stream has",
  10129: "a move or scaling of this stream is running; run again when it is done",
  10134: "leave replicas out: on this kind of stream they follow the stream",
  10136: "set filterSubject or filterSubjects, not both",
  10138: "make the filters differ, so that no message matches two of them",
  10140: "list each source once",
  10148: "adopt the consumer of that name, or choose another name",
  10149: "somebody deleted it; refresh, then run again",
  10157: "write the value that the server would put in its place",
  10185: "update the server, or leave out what needs the newer one",
  10194: "a newer server made it; update this server",
  10226: "a change of this stream is still being carried out; run again when it is done",
};

/** How servers say that their disk takes nothing more; the codes are those of other mistakes. Seen on 2.10 and 2.15. */
const cannotWrite = /error creating store|no space left on device|file too large|disk quota/;

const diskWayOut =
  "the server cannot write to its disk, which may be full: its log has the reason; make room there and restart it, then run again";

/**
 * What a request is about, for a person.
 *
 * @param request API subject without its prefix
 * @param instead the action, where the subject says another
 * @returns `stream "ORDERS": create`, `consumer "worker" of stream "ORDERS": update`, `streams: list`
 */
export function describeRequest(request: string, instead?: string): string {
  const [kind = "", verb = "", stream, consumer] = request.split(".");
  const action = instead ?? verb.toLowerCase();
  if (kind === "STREAM" && stream !== undefined) return `stream "${stream}": ${action}`;
  if (kind === "CONSUMER" && consumer !== undefined) {
    return `consumer "${consumer}" of stream "${stream ?? ""}": ${action}`;
  }
  if (kind === "CONSUMER" && stream !== undefined)
    return `consumers of stream "${stream}": ${action}`;
  return kind === "STREAM" ? `streams: ${action}` : `account: ${kind.toLowerCase()}`;
}

/**
 * @param asked API subject without its prefix, and what it is about for a person
 * @param error the `error` member of a reply
 */
export function refusalOf(
  { request, what }: { readonly request: string; readonly what: string },
  error: Json,
): ServerRefusal {
  const { code, err_code, description } = isObject(error) ? error : {};
  const errCode = typeof err_code === "number" ? err_code : 0;
  const status = typeof code === "number" ? code : 0;
  const text = typeof description === "string" ? description : "no reason given";
  const wayOut = cannotWrite.test(text) ? diskWayOut : waysOut[errCode];
  const sentence = `${what} refused: ${text.replace(/\.$/, "")} (${errCode})`;
  const message = wayOut === undefined ? sentence : `${sentence}; ${wayOut}`;
  return new ServerRefusal(errCode, status, text, request, message);
}
