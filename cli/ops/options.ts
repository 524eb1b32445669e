import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration, UnitError } from "../../domain/units";
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

function millisFrom(text: string): number {
  try {
    return parseDuration(text) / 1_000_000;
  } catch (error) {
    if (error instanceof UnitError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
