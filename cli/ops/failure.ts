import { JetStreamError } from "../../jetstream/errors";

/**
 * @returns whether the message of an error is for people and says all: somebody's mistake, or a server that cannot be
 *   used as it is
 */
export const isForPeople = (error: unknown): error is Error =>
  error instanceof JetStreamError ||
  (error instanceof Error && ("userMistake" in error || "userMistake" in error.constructor));
