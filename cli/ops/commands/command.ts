import { distribution } from "../../../domain/distribution";
import type { ExitCode } from "../exitCodes";

/** Takes what a verb ended with. */
export type Done = (code: ExitCode) => void;

/** @returns examples for the end of a help text, each a line after "npm run ops -- " or what is typed in its place */
export const examples = (...lines: readonly string[]): string =>
  ["", "Examples:", ...lines.map((line) => `  $ ${distribution.ops} ${line}`)].join("\n");
