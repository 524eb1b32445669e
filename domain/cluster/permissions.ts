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
 * Whoever reads or writes also asks the account for its limits and whether his streams are there, as programs do when
 * they start.
 *
 * @param name of the user, and so of his own consumers
 * @see nats-server server/jetstream_api.go
 */
export function permissionsOf(
  name: string,
  user: UserSpec,
  streams: readonly StreamDeclaration[],
): JsonObject {
  const { publishes = [], consumes = [], reads = [], inboxPrefix = "_INBOX" } = user;
  const used = [...publishes, ...consumes.flatMap(streamOf), ...reads];
  const publish = [
    ...(used.length > 0 ? ["$JS.API.INFO"] : []),
    ...used.map((stream) => `$JS.API.STREAM.INFO.${stream}`),
    ...publishes.flatMap((stream) => streamSubjects(stream, streams)),
    ...consumes.flatMap((consumer) => requests(consumer)),
    ...(reads.length > 0 ? ["$JS.API.STREAM.NAMES"] : []),
    ...reads.flatMap((stream) => [...making(stream, name), ...requests(`${stream}/${name}`)]),
    ...(user.publishSubjects ?? []),
  ];
  const subscribe = [
    ...(used.length > 0 ? [`${inboxPrefix}.>`] : []),
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

const streamOf = (text: string): readonly string[] => {
  const named = consumerName(text);
  return named ? [named.stream] : [];
};

/** A consumer with one filter is made under a subject that ends with it; older clients have a subject for durable ones. */
const making = (stream: string, consumer: string): readonly string[] => [
  `$JS.API.CONSUMER.CREATE.${stream}.${consumer}`,
  `$JS.API.CONSUMER.CREATE.${stream}.${consumer}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${consumer}`,
  `$JS.API.CONSUMER.DELETE.${stream}.${consumer}`,
];

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
