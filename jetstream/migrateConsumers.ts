import {
  after,
  consumerAgain,
  filtersOf,
  firstUnacknowledged,
  isDurable,
  lower,
  noted,
} from "../domain/migration/positions";
import { holdName, type NotedConsumer } from "../domain/migration/marks";
import type { ObservedConsumer } from "../domain/observed";
import type { JetStream } from "./connection";
import { createConsumer, deleteConsumer, everyConsumer, observeConsumer } from "./consumers";
import { firstCopy, type Pair } from "./migrateCompare";
import { atRest, stopDelivery } from "./migrateRest";
import { purgeStream } from "./streams";

/** Keeps everything in a stream: it wants all messages and never takes one. */
const hold = {
  name: holdName,
  durable_name: holdName,
  description: "keeps the messages while nats-stack copies them",
  ack_policy: "explicit",
  deliver_policy: "all",
  max_deliver: -1,
} as const;

/** @returns the durable consumers of a stream but ours, as they begin in the stream itself */
export async function consumersAsTheyAre(
  js: JetStream,
  stream: string,
): Promise<readonly NotedConsumer[]> {
  return (await consumersToKeep(js, stream)).map((consumer) => noted(consumer));
}

/** @returns the durable consumers of a stream, with the sequences of its copy at which they have to begin */
export async function consumersInCopy(
  js: JetStream,
  pair: Pair,
  lastCopied: string,
): Promise<readonly NotedConsumer[]> {
  const consumers = await consumersToKeep(js, pair.from.name);
  return Promise.all(consumers.map((consumer) => notedInCopy(js, pair, consumer, lastCopied)));
}

/**
 * Has the consumers of a stream come to rest, for the last time before it goes.
 *
 * @param known what was noted of them before: their configs are without the pause that they get here
 * @returns as {@link consumersInCopy}
 */
export async function consumersAtRest(
  js: JetStream,
  pair: Pair,
  known: readonly NotedConsumer[],
  lastCopied: string,
): Promise<readonly NotedConsumer[]> {
  const stream = pair.from.name;
  const before = await consumersToKeep(js, stream);
  await stopDelivery(js, pair.from, before);
  const resting = await atRest(() => consumersToKeep(js, stream));
  const configs = new Map(
    [...before.map((consumer) => noted(consumer)), ...known].map(({ name, config }) => [
      name,
      config,
    ]),
  );
  return Promise.all(
    resting.map(async (consumer) => {
      const inCopy = await notedInCopy(js, pair, consumer, lastCopied);
      return { ...inCopy, config: configs.get(consumer.name) ?? inCopy.config };
    }),
  );
}

const consumersToKeep = async (
  js: JetStream,
  stream: string,
): Promise<readonly ObservedConsumer[]> =>
  (await everyConsumer(js, stream)).filter(
    (consumer) => isDurable(consumer) && consumer.name !== holdName,
  );

async function notedInCopy(
  js: JetStream,
  pair: Pair,
  consumer: ObservedConsumer,
  lastCopied: string,
): Promise<NotedConsumer> {
  const start = firstUnacknowledged(consumer);
  return start === undefined
    ? noted(consumer)
    : noted(consumer, await startIn(js, pair, start, lastCopied));
}

/** What was published after the copying ended is new to every consumer. */
async function startIn(
  js: JetStream,
  pair: Pair,
  start: string,
  lastCopied: string,
): Promise<string> {
  const found = String(await firstCopy(js, pair, Number(start)));
  return lower(found, after(lastCopied));
}

/** Puts the hold on a stream; a workqueue has room for no other consumer (10099). */
export async function holdMessages(
  js: JetStream,
  stream: string,
  workqueue: boolean,
): Promise<void> {
  if (workqueue) {
    for (const { name } of await everyConsumer(js, stream)) {
      if (name !== holdName) await deleteConsumer(js, stream, name);
    }
  }
  if ((await observeConsumer(js, stream, holdName)) === undefined) {
    await createConsumer(js, stream, holdName, hold);
  }
}

/** Takes the hold away and makes the consumers again that it has displaced. */
export async function releaseMessages(
  js: JetStream,
  stream: string,
  consumers: readonly NotedConsumer[],
): Promise<void> {
  await deleteConsumer(js, stream, holdName);
  for (const consumer of consumers) await again(js, stream, consumer.name, consumer.config);
}

/**
 * Makes the consumers again in the stream made anew, each where it was. A workqueue loses first what each of them has
 * acknowledged: that is what a workqueue is.
 *
 * @param pair the copy, and the stream made anew
 */
export async function restoreConsumers(
  js: JetStream,
  pair: Pair,
  consumers: readonly NotedConsumer[],
  lastCopied: string,
): Promise<void> {
  const { name, config } = pair.to;
  const retention = config["retention"];
  for (const consumer of consumers) {
    const { start } = consumer;
    const begin = start === undefined ? undefined : await startIn(js, pair, start, lastCopied);
    const known = (await observeConsumer(js, name, consumer.name)) !== undefined;
    if (known) continue;
    if (retention === "workqueue" && begin !== undefined) {
      await dropAcknowledged(js, name, filtersOf(consumer), begin);
    }
    await again(js, name, consumer.name, consumerAgain(consumer, begin, retention));
  }
}

async function dropAcknowledged(
  js: JetStream,
  stream: string,
  filters: readonly string[],
  begin: string,
): Promise<void> {
  if (begin === "1") return;
  const all = filters.length === 0 ? [{}] : filters.map((subject) => ({ subject }));
  for (const which of all) await purgeStream(js, stream, { ...which, seq: begin });
}

async function again(
  js: JetStream,
  stream: string,
  name: string,
  config: NotedConsumer["config"],
): Promise<void> {
  if ((await observeConsumer(js, stream, name)) !== undefined) return;
  await createConsumer(js, stream, name, config);
}
