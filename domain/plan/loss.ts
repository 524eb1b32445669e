import { count } from "../assets";
import type { ConsumerState, StreamState } from "../observed";
import { humanSize } from "../units";

/** What a stream or consumer would lose. */
export interface Holding {
  /** For people: "12 messages (1.2kB) and 2 consumers"; absent where there is nothing, or nothing is known. */
  readonly holds?: string;
  /** Whether messages, or what a consumer has had of them, are part of it. */
  readonly messages: boolean;
}

/** @returns what goes with a stream: its messages and its consumers */
export function streamHolds(state: StreamState | undefined): Holding {
  if (!state || state.messages + state.consumers === 0) {
    return { messages: false };
  }
  const messages = state.messages > 0;
  const texts = [
    ...(messages ? [`${count(state.messages, "message")} (${humanSize(state.bytes)})`] : []),
    ...(state.consumers > 0 ? [count(state.consumers, "consumer")] : []),
  ];
  return { holds: texts.join(" and "), messages };
}

/** @returns what goes with a consumer: its position, once it has delivered anything */
export function consumerHolds(state: ConsumerState | undefined): Holding {
  if (!state || state.delivered === "0") {
    return { messages: false };
  }
  const deliveries = `${state.delivered} ${state.delivered === "1" ? "delivery" : "deliveries"}`;
  const unacked = state.ackPending > 0 ? `, ${state.ackPending} of them unacked` : "";
  return { holds: `position after ${deliveries}${unacked}`, messages: true };
}
