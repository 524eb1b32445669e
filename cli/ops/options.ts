import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration, UnitError } from "../../domain/units";
import type { ConsentRequest } from "./consent";
import type { Selection } from "./servers";

/** Options that every verb has. */
export interface CommonOptions extends Selection {
  readonly json?: boolean;
}

/** Adds what every verb understands. */
export const withCommonOptions = (command: Command): Command =>
  command
    .option(
      "--stack <name>",
      "the stack whose servers and declaration are meant (default: the selected one)",
    )
    .option(
      "--server <url>",
      "a server by its address, such as nats://localhost:4222; credentials from NATS_* variables, or from the stack where one is named too",
    )
    .option("--system <name>", "only the server of this system")
    .option("--json", "answer with one JSON document");

/** @returns the option --timeout, in milliseconds */
export const timeoutOption = (text: string, standard: string): Option =>
  new Option("--timeout <duration>", text)
    .argParser(millisFrom)
    .default(millisFrom(standard), standard);

/** @returns what of the options says which servers are meant */
export const selectionOf = ({ stack, server, system }: CommonOptions): Selection => ({
  ...(stack !== undefined && { stack }),
  ...(server !== undefined && { server }),
  ...(system !== undefined && { system }),
});

/** Options of every verb that deletes messages. */
export interface ConsentOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly confirmStack?: string;
}

/** Adds what every verb understands that deletes messages. */
export const withConsentOptions = (command: Command): Command =>
  command
    .option("--yes", "do it without asking; off a terminal nothing is done without it")
    .option("--dry-run", "only show what would be done")
    .option(
      "--confirm-stack <name>",
      "name the stack whose data is meant, where it is protected: nats-stack:protect, or dataLoss: refuse",
    );

/** @returns what of the options says whether it may be done */
export const consentOf = ({
  yes = false,
  dryRun = false,
  confirmStack,
}: ConsentOptions): ConsentRequest => ({
  yes,
  dryRun,
  ...(confirmStack !== undefined && { confirmStack }),
});

/** An option that may be given several times. */
export const repeated = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  value,
];

/** @throws InvalidArgumentError where the text is no whole number, 0 or more */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Write a whole number, 0 or more.");
}

const millisFrom = (text: string): number => nanosFrom(text) / 1_000_000;

/** @throws InvalidArgumentError where the text is no duration */
export function nanosFrom(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof UnitError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
