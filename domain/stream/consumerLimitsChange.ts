import { type Difference, inner, type Mutability, type Verdict } from "../field/fields";
import { impossible, update } from "../field/verdicts";
import { boundsOf } from "./consumerBounds";
import { atLeast } from "../server";
import type { StreamContext } from "./streamContext";

/** Consumers that a text names; of more it gives the number. */
const mostNamed = 3;

const zero = "servers before 2.14 take a limit that is not set for 0";
const declareBoth = "declare both maxAckPending and inactiveThreshold";

/** Servers up to 2.12 take a limit that is not set for 0, and most consumers exceed that; seen on 2.10 to 2.15. */
export const consumerLimitsChange: Mutability<StreamContext> = {
  summary: "in place unless a consumer exceeds them; up to server 2.12 an unset limit counts as 0",
  judge: (difference, context) => {
    const beyond = context.measured?.beyond;
    if (beyond === undefined || "unknown" in beyond) return reckoned(difference, context);
    return beyond.length === 0
      ? update("changes in place; consumers keep their values")
      : refusedFor(beyond, difference, context);
  },
};

function refusedFor(
  beyond: readonly string[],
  { to }: Difference,
  { server }: StreamContext,
): Verdict {
  const more = beyond.length - mostNamed;
  const named = beyond.slice(0, mostNamed).join(", ");
  const bounds = boundsOf(to, server);
  const counted = bounds.maxAckPending === 0 || bounds.inactiveThreshold === 0;
  return impossible(
    [
      `the server refuses it (10069), for consumer ${named}${more > 0 ? ` and ${more} more` : ""}`,
      ...(counted ? [`${zero}: ${declareBoth}`] : []),
      "allow as much, or first lower it in a deployment of its own, or delete the consumer",
    ].join("; "),
  );
}

/** What can be said where the consumers are not known. */
function reckoned(difference: Difference, { state, server }: StreamContext): Verdict {
  if (atLeast(server.version, "2.14.0") || state?.consumers === 0 || !unsets(difference)) {
    return update(
      "changes in place; refused if a consumer exceeds them (10069); consumers keep their values",
    );
  }
  const refused = `${zero} and refuse that while consumers exist (10069)`;
  return state === undefined
    ? update(`changes in place; ${refused}`)
    : impossible(`${refused}; ${declareBoth}, or delete the consumers first (${state.consumers})`);
}

/** Whether a limit is left at nothing that consumers have a value for; most have a `max_ack_pending`. */
function unsets({ from, to }: Difference): boolean {
  const [before, after] = [inner(from), inner(to)];
  return (
    after["max_ack_pending"] === undefined ||
    (before["inactive_threshold"] !== undefined && after["inactive_threshold"] === undefined)
  );
}
