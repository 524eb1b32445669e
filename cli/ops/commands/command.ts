import type { ExitCode } from "../exitCodes";

/** Takes what a verb ended with. */
export type Done = (code: ExitCode) => void;

/** @returns examples for the end of a help text, each a line after "npm run ops -- " */
export const examples = (...lines: readonly string[]): string =>
  ["", "Examples:", ...lines.map((line) => `  $ npm run ops -- ${line}`)].join("\n");
