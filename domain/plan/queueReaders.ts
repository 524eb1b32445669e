import { consumerAsset, quoted } from "../assets";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import { same } from "../field/kind";
import { filtersOf } from "../migration/positions";
import { isUnderWay } from "../migration/underWay";
import { isCopying, type ObservedConsumer } from "../observed";
import { subjectsOverlap } from "../subject";
import { liveConsumers, type LiveServer, liveWithCopy } from "./live";

/**
 * A workqueue gives each message to one consumer (10099, 10100; seen on 2.10 to 2.15), and a consumer that is no longer
 * declared is deleted last: what takes its messages over cannot come in the same deployment.
 *
 * @param consumer declared on the stream, whose live consumers stay: it is not replaced, though perhaps copied
 * @returns why it cannot be made or changed now, complete; none where nothing stands against it
 */
export function queueRefusals(
  stream: StreamDeclaration,
  consumer: ConsumerDeclaration,
  live: LiveServer,
): readonly string[] {
  const { retention } = stream.config;
  if (retention !== "workqueue") return [];
  const observed = liveWithCopy(live, stream.name);
  // what a migration has begun goes on
  if (observed && isUnderWay(observed)) return [];
  const all = liveConsumers(live, stream.name).filter((one) => !isCopying(one));
  const own = all.find(({ name }) => name === consumer.name);
  const wanted = consumer.config.filterSubjects ?? [];
  if (own && same([...filtersOf(own)].sort(), [...wanted].sort())) return [];
  const asset = consumerAsset(stream.name, consumer.name);
  return all
    .filter((other) => other !== own && overlap(wanted, filtersOf(other)))
    .map((other) => `${asset}: ${reason(other, stream)}`);
}

function reason({ name }: ObservedConsumer, { consumers }: StreamDeclaration): string {
  const taken = `a workqueue gives each message to one consumer, and ${quoted([name])} takes the same`;
  return consumers.some((one) => one.name === name)
    ? `${taken} until its filterSubjects have changed; change those first, in a deployment of their own`
    : `${taken} until it is deleted, which comes last; remove it first, in a deployment of its own, or give both filterSubjects that do not overlap`;
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  const all = (list: readonly string[]): readonly string[] => (list.length === 0 ? [">"] : list);
  return all(a).some((one) => all(b).some((other) => subjectsOverlap(one, other)));
}
