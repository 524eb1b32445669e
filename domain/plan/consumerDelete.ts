import { consumerAsset } from "../assets";
import { deletion, keptFromReplacement } from "./decisionTexts";
import { consumerHolds } from "./loss";
import type { ObservedConsumer } from "../observed";
import type { Policy } from "../policy";

/**
 * The last guard before a consumer is deleted. Taking it out of the declaration says that its position may go; a change
 * that replaces it does not.
 *
 * @param policy that with which it was last deployed
 * @param replacing whether it is to be made again
 * @returns whether it may go; the sentence is complete
 */
export function decideConsumerDelete(
  observed: ObservedConsumer,
  policy: Policy,
  replacing: boolean,
): { readonly allowed: boolean; readonly sentence: string } {
  const { holds } = consumerHolds(observed.state);
  const asset = consumerAsset(observed.stream, observed.name);
  const kept = replacing ? keptFromReplacement(asset, holds, policy) : undefined;
  return { allowed: kept === undefined, sentence: kept ?? deletion(asset, holds, true) };
}
