import type { FieldChange } from "../change";
import type { ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import type { Questions } from "./measured";
import { planStreamChange } from "./planStreamChange";

/**
 * What has to be asked to say how many messages a change deletes: nothing for most changes, and nothing where the
 * listing tells already.
 *
 * @param desired as `streamToWire` makes it
 */
export function lossQuestions(
  desired: WireConfig,
  observed: ObservedStream,
  server: ServerFacts,
): Questions {
  const { class: worst, fields } = planStreamChange(desired, observed, server);
  if (worst !== "destructive" || observed.state === undefined) return {};
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
