import { consumerNameProblem, streamNameProblem } from "../domain/names";
import { BadName } from "./errors";

/**
 * A name on its way into an API subject. A dot or a blank in it would address something else, or nothing at all.
 *
 * @throws BadName where the name cannot be one of a stream
 */
export const streamToken = (name: string): string =>
  checked(name, `stream "${name}"`, streamNameProblem(name));

/** @throws BadName where the name cannot be one of a consumer */
export const consumerToken = (name: string): string =>
  checked(name, `consumer "${name}"`, consumerNameProblem(name));

function checked(name: string, path: string, reason: string | undefined): string {
  if (reason !== undefined) throw new BadName(`${path}: name: ${reason}`);
  return name;
}
