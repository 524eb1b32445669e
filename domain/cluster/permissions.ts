import type { StreamDeclaration } from "../declare";
import { ownSubjects } from "../topology/flows";
import type { JsonObject } from "../json";
import type { UserSpec } from "./authSpec";

/** A consumer of a stream, as users name it: "stream/consumer". Names hold no slash. */
export interface ConsumerName {
  readonly stream: string;
  readonly consumer: string;
}

/** @returns the two names, or undefined where the text is not made of two */
export function consumerName(text: string): ConsumerName | undefined {
  const [stream = "", consumer = "", ...rest] = text.split("/");
  return stream === "" || consumer === "" || rest.length > 0 ? undefined : { stream, consumer };
}

/**
 * What a user may do on the server, no more than his lists say: each consumer he reads is named in its own subjects.
 * Whoever reads or writes also asks the account for its limits, as clients do when they start.
 *
 * @see nats-server server/jetstream_api.go
 */
export function permissionsOf(user: UserSpec, streams: readonly StreamDeclaration[]): JsonObject {
  const { publishes = [], consumes = [], inboxPrefix = "_INBOX" } = user;
  const usesStreams = publishes.length + consumes.length > 0;
  const publish = [
    ...(usesStreams ? ["$JS.API.INFO"] : []),
    ...publishes.flatMap((name) => streamSubjects(name, streams)),
    ...consumes.flatMap((name) => requests(name)),
    ...(user.publishSubjects ?? []),
  ];
  const subscribe = [
    ...(usesStreams ? [`${inboxPrefix}.>`] : []),
    ...consumes.flatMap((name) => deliveries(name, streams)),
    ...(user.subscribeSubjects ?? []),
  ];
  return { publish: allowed(publish), subscribe: allowed(subscribe) };
}

/** An empty list of what is allowed would allow everything. */
const allowed = (subjects: readonly string[]): JsonObject =>
  subjects.length === 0 ? { deny: [">"] } : { allow: [...new Set(subjects)] };

function streamSubjects(name: string, streams: readonly StreamDeclaration[]): readonly string[] {
  const stream = streams.find((declared) => declared.name === name);
  return stream ? ownSubjects(stream) : [];
}

/** The second form of acknowledgement and flow control names domain and account as well (server 2.14 on request). */
function requests(text: string): readonly string[] {
  const named = consumerName(text);
  if (!named) {
    return [];
  }
  const asset = `${named.stream}.${named.consumer}`;
  return [
    `$JS.API.CONSUMER.INFO.${asset}`,
    `$JS.API.CONSUMER.MSG.NEXT.${asset}`,
    `$JS.ACK.${asset}.>`,
    `$JS.ACK.*.*.${asset}.>`,
    `$JS.FC.${asset}.>`,
    `$JS.FC.*.*.${asset}.>`,
  ];
}

/** A push consumer delivers to a subject of its own. */
function deliveries(text: string, streams: readonly StreamDeclaration[]): readonly string[] {
  const named = consumerName(text);
  const consumers = streams.find(({ name }) => name === named?.stream)?.consumers ?? [];
  const subject = consumers.find(({ name }) => name === named?.consumer)?.config.deliverSubject;
  return subject === undefined ? [] : [subject];
}
