import { isObject, type Json } from "../domain/json";
import { listFrom, textFrom } from "./notes";

/** What the state of the stack holds, as far as the launcher needs it. */
export interface StackState {
  /** Names of the systems with resources. */
  readonly systems: readonly string[];
  /** Names of the streams on the server. */
  readonly streams: readonly string[];
  /** Operations that were cut short and not yet looked after. */
  readonly pending: number;
}

/** The state of a stack that was never deployed. */
export const emptyState: StackState = { systems: [], streams: [], pending: 0 };

/** @param exported what `pulumi stack export` prints */
export function stateFrom(exported: unknown): StackState {
  const deployment = isObject(exported) ? exported["deployment"] : undefined;
  if (!isObject(deployment)) return emptyState;
  const urns = listFrom(deployment["resources"]).map((one) => urnOf(one));
  return {
    systems: namesOf(urns, "nats:index:NatsSystem"),
    // the name of a stream's resource is "<system>/<stream>"
    streams: namesOf(urns, "pulumi-nodejs:dynamic/nats:Stream").map((name) =>
      name.slice(name.indexOf("/") + 1),
    ),
    pending: listFrom(deployment["pending_operations"]).length,
  };
}

const urnOf = (resource: Json): string => (isObject(resource) ? textFrom(resource["urn"]) : "");

/** @see https://www.pulumi.com/docs/iac/concepts/resources/names/: `urn:pulumi:stack::project::parents$type::name` */
const namesOf = (urns: readonly string[], type: string): readonly string[] =>
  urns.flatMap((urn) => {
    const [, , types = "", ...name] = urn.split("::");
    return types.split("$").at(-1) === type ? [name.join("::")] : [];
  });
