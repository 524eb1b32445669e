import { count } from "../assets";
import type { Mutability, Verdict } from "../field/fields";
import { destructive, replace, surprising, update } from "../field/verdicts";
import { atLeast } from "../server";
import { isAmount } from "./measured";
import { notKnown, removal, shareText } from "./removal";
import type { StreamContext } from "./streamContext";

/** What may go when every consumer has had it. */
export const retentionChange: Mutability<StreamContext> = {
  summary:
    "limits to interest in place, deleting what was acknowledged; to or from workqueue replaces the stream",
  judge: ({ from, to }, context) => {
    if (from === "workqueue" || to === "workqueue") {
      return replace(
        "no server changes retention to or from workqueue in place; the stream is replaced",
      );
    }
    return to === "interest"
      ? toInterest(context)
      : update("changes in place; what is stored stays, and nothing is deleted by acknowledging");
  },
};

const acked = "deletes every message that all consumers have acknowledged";

function toInterest(context: StreamContext): Verdict {
  const { state, server } = context;
  // seen on 2.15; from 2.10 to 2.14 a stream without consumers keeps what it has
  const empties = atLeast(server.version, "2.15.0");
  if (state === undefined) {
    const alone = empties ? ", and everything where there is no consumer" : "";
    return destructive(`${acked}${alone}; how much is stored is not known here`);
  }
  if (state.messages === 0) {
    return update("nothing is deleted; the stream is empty");
  }
  if (state.consumers > 0) {
    return withConsumers(state, context);
  }
  const all = { messages: state.messages, certainty: "exactly" } as const;
  return empties
    ? removal(
        `deletes ${shareText(all, state)}: the stream has no consumer; create its consumers first`,
        all,
        state,
      )
    : surprising("what is stored stays, but without a consumer no new message is kept");
}

function withConsumers(
  state: NonNullable<StreamContext["state"]>,
  { measured }: StreamContext,
): Verdict {
  const answer = measured?.acknowledged;
  if (!isAmount(answer)) {
    return destructive(`${acked}, of ${count(state.messages, "message")}${notKnown(answer)}`);
  }
  return answer.messages === 0
    ? update("nothing is deleted now: no message is acknowledged by all consumers that want it")
    : removal(`${acked}: ${shareText(answer, state)}`, answer, state);
}
