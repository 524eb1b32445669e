import { count } from "../assets";
import type { Verdict } from "../field/fields";
import { destructive } from "../field/verdicts";
import type { StreamState } from "../observed";
import { humanSize } from "../units";
import { type Amount, type Answer, certaintyWords, isAmount } from "./measured";

/**
 * @param which "the oldest ", where all are not meant
 * @returns "3 of 5 messages, about 300B of 500B", "all 5 messages (500B)", "at most 3 of 5 messages"
 */
export function shareText(
  { messages, certainty }: Amount,
  state: StreamState,
  which: "the oldest " | "" = "",
): string {
  const total = count(state.messages, "message");
  if (messages >= state.messages && (certainty === "exactly" || certainty === "atLeast")) {
    return `all ${total} (${humanSize(state.bytes)})`;
  }
  const share = `${certaintyWords[certainty]}${messages} of ${total}`;
  return certainty === "exactly"
    ? `${which}${share}, about ${humanSize(bytesOf(messages, state))} of ${humanSize(state.bytes)}`
    : share;
}

/** The verdict of a change that deletes so much. */
export const removal = (reason: string, amount: Amount, state: StreamState): Verdict =>
  destructive(reason, {
    messagesDeleted: amount.messages,
    ...(amount.certainty !== "exactly" && { certainty: amount.certainty }),
    bytesDeleted: bytesOf(amount.messages, state),
  });

/** @returns "; how many is not known: no permission", nothing where nobody asked */
export const notKnown = (answer: Answer | undefined): string =>
  answer === undefined || isAmount(answer) ? "" : `; how many is not known: ${answer.unknown}`;

/** Sizes of single messages are not known: all count as the average. */
const bytesOf = (messages: number, state: StreamState): number =>
  state.messages === 0 ? 0 : Math.round((messages * state.bytes) / state.messages);
