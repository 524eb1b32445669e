import { type Change, changeOf, type FieldChange } from "../change";
import { fieldChanges } from "../field/fieldChanges";
import type { ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { streamFields } from "./streamFields";
import type { StreamContext } from "./streamContext";
import type { Fields } from "../field/wire";
import { implied, streamIdentity, withoutWindow, withSubjects } from "./streamWire";
import { replace } from "../field/verdicts";

/**
 * What brings a live stream to its declaration, and what that costs on this server with these messages.
 *
 * @param desired as `streamToWire` makes it
 * @param observed with `state` where it is known; without it, what may delete messages counts as if it did
 * @param table rows that stand for the stream, where it is a bucket's
 */
export function planStreamChange(
  desired: WireConfig,
  observed: ObservedStream,
  server: ServerFacts,
  table: Fields<StreamContext> = streamFields,
): Change {
  const context: StreamContext = {
    name: observed.name,
    desired: implied(observed.name, desired),
    observed: withoutWindow(withSubjects(observed.name)(observed.config)),
    server,
    ...(observed.state === undefined ? {} : { state: observed.state }),
    ...(observed.measured === undefined ? {} : { measured: observed.measured }),
  };
  const fields = fieldChanges(table, streamIdentity, context);
  return changeOf([...renamed(desired, observed), ...inTwoSteps(fields, server)]);
}

function renamed(desired: WireConfig, { name }: ObservedStream): readonly FieldChange[] {
  const to = desired["name"] ?? name;
  const verdict = replace("no server renames a stream; the stream is replaced");
  return to === name ? [] : [{ field: "name", from: name, to, ...verdict }];
}

/** A cluster refuses both in one request (10123). */
function inTwoSteps(
  fields: readonly FieldChange[],
  { clustered }: ServerFacts,
): readonly FieldChange[] {
  const two = ["replicas", "placement"];
  const both = fields.filter(({ field }) => two.includes(field)).length === two.length;
  return fields.map((field) =>
    clustered && both && two.includes(field.field)
      ? {
          ...field,
          reason: `${field.reason}; replicas and placement take two updates, one after the other`,
        }
      : field,
  );
}
