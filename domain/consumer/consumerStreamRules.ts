import { textOf } from "../field/kind";
import type { DeclaredConsumer } from "./consumerFieldRules";
import { inner } from "../field/fields";
import type { WireConfig } from "../observed";
import { type Rule, textsOf } from "../field/rules";
import { isSubset } from "../subject";
import { formatDuration } from "../units";

type StreamRule = Rule<DeclaredConsumer>;

/** A rule that is asked where the stream is known. */
const onStream = (
  field: string,
  broken: (wire: WireConfig, stream: WireConfig) => string | undefined,
): StreamRule => ({
  field,
  reads: [],
  broken: ({ wire, stream }) => (stream === undefined ? undefined : broken(wire, stream)),
});

/** What the stream of a consumer allows. */
export const consumerStreamRules: readonly StreamRule[] = [
  onStream("ackPolicy", ({ ack_policy: ack }, { retention }) =>
    retention === "workqueue" && ack !== "explicit" && ack !== "flow_control"
      ? `got "${textOf(ack)}", but the stream has retention "workqueue"; use "explicit"`
      : undefined,
  ),
  onStream("deliverPolicy", ({ deliver_policy: policy }, { retention }) =>
    retention === "workqueue" && policy !== "all"
      ? `got "${textOf(policy)}", but the stream has retention "workqueue"; use "all"`
      : undefined,
  ),
  onStream("replicas", ({ num_replicas: own }, { num_replicas: its, retention }) => {
    if (Number(own) === 0) {
      return undefined;
    }
    if (Number(own) > Number(its)) {
      return `got ${textOf(own)}, but the stream has ${textOf(its)}; use at most as many, or 0 for as many`;
    }
    return retention !== "limits" && own !== its
      ? `got ${textOf(own)}, but the stream has ${textOf(its)} and retention "${textOf(retention)}"; use 0 for as many`
      : undefined;
  }),
  onStream("maxAckPending", ({ max_ack_pending: own }, { consumer_limits: limits }) => {
    const most = inner(limits)["max_ack_pending"];
    return most !== undefined && Number(own ?? 0) > Number(most)
      ? `got ${textOf(own)}, but the stream's consumerLimits allow ${textOf(most)}; lower it, or raise them`
      : undefined;
  }),
  onStream("inactiveThreshold", ({ inactive_threshold: own }, { consumer_limits: limits }) => {
    const most = inner(limits)["inactive_threshold"];
    if (most === undefined || own === undefined) return undefined;
    const allowed = `"${formatDuration(Number(most))}"`;
    if (Number(own) === 0) {
      return `got "0s", but the stream's consumerLimits give ${allowed} to a consumer without one; leave it out, declare up to ${allowed}, or take that limit away`;
    }
    return Number(own) > Number(most)
      ? `got "${formatDuration(Number(own))}", but the stream's consumerLimits allow ${allowed}; lower it, or raise them`
      : undefined;
  }),
  onStream("deliverSubject", ({ deliver_subject: to }, stream) => {
    const own = textsOf(stream, "subjects").find(
      (subject) => to !== undefined && isSubset(textOf(to), subject),
    );
    return own === undefined
      ? undefined
      : `got "${textOf(to)}", which the stream stores itself by "${own}": every message would come again without end; choose another subject`;
  }),
];
