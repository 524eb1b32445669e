import type { FieldChange } from "../change";
import type { ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { boundsOf } from "./consumerBounds";
import type { Questions } from "./measured";
import { planStreamChange } from "./planStreamChange";

/**
 * What has to be asked to say what a change does: how many messages it deletes, and whether a consumer stands against it.
 * Nothing for most changes, and nothing where the listing tells already.
 *
 * @param desired as `streamToWire` makes it
 */
export function changeQuestions(
  desired: WireConfig,
  observed: ObservedStream,
  server: ServerFacts,
): Questions {
  const { fields } = planStreamChange(desired, observed, server);
  if (observed.state === undefined) return {};
  const limits = fields.some(({ field }) => field === "consumerLimits");
  return {
    ...lossQuestions(desired, fields),
    ...(limits &&
      observed.state.consumers > 0 && {
        beyond: boundsOf(desired["consumer_limits"] ?? null, server),
      }),
  };
}

function lossQuestions(desired: WireConfig, fields: readonly FieldChange[]): Questions {
  const open = (name: string): boolean =>
    fields.some((change) => change.field === name && isOpen(change));
  return {
    ...(open("maxAge") && { olderThan: Number(desired["max_age"]) }),
    ...(open("maxMsgsPerSubject") && { abovePerSubject: Number(desired["max_msgs_per_subject"]) }),
    ...(open("retention") && { acknowledged: true }),
  };
}

const isOpen = ({ class: cost, messagesDeleted, certainty }: FieldChange): boolean =>
  cost === "destructive" && (messagesDeleted === undefined || certainty !== undefined);
