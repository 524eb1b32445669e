import type { Problem } from "../problem";
import { parseDuration, parseSize, UnitError } from "../units";

/** @returns a problem with that path where there is a reason */
export const problem = (path: string, reason: string | undefined): readonly Problem[] =>
  reason === undefined ? [] : [{ path, reason }];

/** Why a text is no name for an object of Kubernetes that becomes a DNS label. */
export function labelProblem(text: string, most = 63): string | undefined {
  if (text.length > most) {
    return `got ${text.length} characters; at most ${most} are allowed`;
  }
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)
    ? undefined
    : `got ${JSON.stringify(text)}; use small letters, digits and "-", with a letter or digit at both ends`;
}

/**
 * Why a text is no name for an object of Kubernetes that may have dots.
 *
 * @param text undefined where a stack's file leaves it out, or has null for it, which no type forbids
 * @param missing what to write then
 */
export const objectNameProblem = (
  text: string | undefined,
  missing = "write the name of a Secret",
): string | undefined => {
  if (text === undefined) return `not set; ${missing}`;
  return text.length <= 253 &&
    text.split(".").every((part) => labelProblem(part, 253) === undefined)
    ? undefined
    : `got ${JSON.stringify(text)}; use small letters, digits, "-" and ".", at most 253 characters`;
};

/** Why one of these is no label of Kubernetes. */
export function labelsProblem(labels: Readonly<Record<string, string>>): string | undefined {
  const word = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)$/;
  const bad = Object.entries(labels).find(([key, value]) => {
    const [name = "", ...domain] = key.split("/").reverse();
    return !word.test(name) || domain.length > 1 || (value !== "" && !word.test(value));
  });
  return bad
    ? `got ${JSON.stringify(bad[0])}: ${JSON.stringify(bad[1])}; keys and values are letters, digits, "-", "_" and ".", at most 63 characters, such as "example.com/team": "core"`
    : undefined;
}

/** @returns bytes, or undefined where the text is left out or no size */
export const sizeOf = (text: string | undefined): number | undefined => parsed(text, parseSize);

/** @returns nanoseconds, or undefined where the text is left out or no duration */
export const durationOf = (text: string | undefined): number | undefined =>
  parsed(text, parseDuration);

/** Why a text that is given is no size. */
export const sizeProblem = (text: string | undefined): string | undefined =>
  unitProblem(text, parseSize);

/** Why a text that is given is no duration. */
export const durationProblem = (text: string | undefined): string | undefined =>
  unitProblem(text, parseDuration);

function parsed(text: string | undefined, parse: (text: string) => number): number | undefined {
  return text === undefined || unitProblem(text, parse) !== undefined ? undefined : parse(text);
}

function unitProblem(
  text: string | undefined,
  parse: (text: string) => number,
): string | undefined {
  try {
    if (text !== undefined) parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof UnitError) return error.message;
    throw error;
  }
}
