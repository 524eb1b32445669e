import { type Json, ownValue } from "../json";
import { type Kind, shown, textOf } from "./kind";
import { consumerNameProblem, nearest, streamNameProblem } from "../names";
import type { Problem } from "../problem";
import { subjectProblem } from "../subject";
import {
  type Duration,
  formatDuration,
  formatSize,
  parseDuration,
  parseSize,
  UnitError,
} from "../units";

const asItIs = (value: Json): Json => value;

/** A kind whose wire form is the declared form, told by one question: why is the value wrong? */
const plain = (label: string, problem: (value: Json) => string | undefined): Kind => ({
  label,
  problems: (value, path) => one(path, problem(value)),
  toWire: asItIs,
  fromWire: asItIs,
});

const one = (path: string, reason: string | undefined): readonly Problem[] =>
  reason === undefined ? [] : [{ path, reason }];

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** true or false. */
export const flag = (): Kind =>
  plain("true or false", (value) =>
    typeof value === "boolean" ? undefined : `got ${shown(value)}; write true or false`,
  );

/** A text of at most so many bytes. */
export const text = (mostBytes: number): Kind =>
  plain(`text, at most ${mostBytes} bytes`, (value) => {
    if (typeof value !== "string") {
      return `got ${shown(value)}; write a text`;
    }
    const bytes = bytesOf(value);
    return bytes <= mostBytes ? undefined : `got ${bytes} bytes; at most ${mostBytes} are allowed`;
  });

/** A text of a given form. */
export const pattern = (label: string, form: RegExp): Kind =>
  plain(label, (value) =>
    typeof value === "string" && form.test(value)
      ? undefined
      : `got ${shown(value)}; write ${label}`,
  );

/** A share in percent. Servers take it without the sign as well. */
export const percent = (): Kind => ({
  ...pattern('a share from "0%" to "100%"', /^(\d|[1-9]\d|100)%$/),
  fromWire: (wire) => (typeof wire === "string" ? `${wire.replace(/%$/, "")}%` : wire),
});

/** A text judged by a function that says what is wrong with it. */
export const judged = (label: string, judge: (value: string) => string | undefined): Kind =>
  plain(label, (value) =>
    typeof value === "string" ? judge(value) : `got ${shown(value)}; write ${label}`,
  );

/** A subject, wildcards allowed. */
export const subject = (): Kind => judged('a subject, such as "orders.>"', subjectProblem);

/** A subject without wildcards. */
export const literalSubject = (): Kind =>
  judged('a subject without wildcards, such as "orders.created"', (value) =>
    /[*>]/.test(value)
      ? `got ${shown(value)}; wildcards are not allowed here`
      : subjectProblem(value),
  );

/** Where a transform leads: a subject that may hold "$1" or "{{...}}". `keep` says that there may be none. */
export const destination = (keep?: "keep"): Kind =>
  judged('a subject that may hold "$1" or "{{wildcard(1)}}"', (value) =>
    // inside the braces anything goes
    value === "" && keep !== undefined
      ? undefined
      : subjectProblem(value.replaceAll(/\{\{[^}]*\}\}/g, "x")),
  );

/** The name of a stream. */
export const streamName = (): Kind => judged("the name of a stream", streamNameProblem);

/** The name of a consumer. */
export const consumerName = (): Kind => judged("the name of a consumer", consumerNameProblem);

/** Bounds of a whole number. */
export interface CountBounds {
  readonly least: number;
  readonly most?: number;
  /** -1 means "no limit". */
  readonly unlimited?: -1;
  /** What a server takes 0 for, where there may be no limit. @default no limit */
  readonly zero?: "default";
}

/** A whole number. */
export function count({
  least,
  most = Number.MAX_SAFE_INTEGER,
  unlimited,
  zero,
}: CountBounds): Kind {
  const range =
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number of ${least} or more`
      : `a whole number from ${least} to ${most}`;
  const label = unlimited === undefined ? range : `${range}, or -1 for no limit`;
  const limited = (value: Json): Json =>
    unlimited !== undefined && typeof value === "number" && value <= 0 ? unlimited : value;
  const noLimit = (value: Json): boolean =>
    isNoLimit(value, unlimited) && (value !== 0 || zero === undefined);
  const allowed = (value: Json): boolean =>
    Number.isSafeInteger(value) &&
    (noLimit(value) || (Number(value) >= least && Number(value) <= most));
  return {
    label,
    problems: (value, path) =>
      one(path, allowed(value) ? undefined : `got ${shown(value)}; write ${label}`),
    toWire: limited,
    fromWire: limited,
  };
}

const isNoLimit = (value: Json, unlimited: -1 | 0 | undefined): boolean =>
  unlimited !== undefined && (value === unlimited || value === 0);

/** Bytes, written "100MB" or as a number. `unlimited` is the number that means "no limit"; 0 is read as it, too. */
export function size({ unlimited, most }: { unlimited: -1 | 0; most?: number }): Kind {
  const range = most === undefined ? "" : `, at most ${most} bytes`;
  const label = `a size, such as "100MB" or "1GiB"${range}, or ${unlimited} for no limit`;
  return {
    label,
    problems: (value, path) => one(path, sizeProblem(value, unlimited, most, label)),
    toWire: (value) => {
      const bytes = typeof value === "number" ? value : parseSize(textOf(value));
      return bytes <= 0 ? unlimited : bytes;
    },
    fromWire: (wire) => {
      if (typeof wire !== "number") {
        return wire;
      }
      return wire <= 0 ? unlimited : formatSize(wire);
    },
  };
}

function sizeProblem(
  value: Json,
  unlimited: -1 | 0,
  most: number | undefined,
  label: string,
): string | undefined {
  if (isNoLimit(value, unlimited)) {
    return undefined;
  }
  const bytes = typeof value === "string" ? parsed(value, parseSize) : value;
  if (typeof bytes === "string") {
    return bytes;
  }
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 0) {
    return `got ${shown(value)}; write ${label}`;
  }
  return most !== undefined && Number(bytes) > most
    ? `got ${shown(value)}; at most ${most} bytes are allowed`
    : undefined;
}

/** A duration. `zero` says what "0s" means, where it is allowed. */
export function duration({ least, zero }: { least: Duration; zero?: string }): Kind {
  const instead = zero === undefined ? "" : `, or "0s" for ${zero}`;
  const label = `a duration, such as "90s", "24h" or "7d", of ${least} or more${instead}`;
  const problem = (value: Json): string | undefined => {
    if (typeof value !== "string") {
      return `got ${shown(value)}; write digits and one unit in quotes, such as "500ms", "90s", "24h" or "7d"`;
    }
    const nanos = parsed(value, parseDuration);
    if (typeof nanos === "string") {
      return nanos;
    }
    return (nanos === 0 && zero !== undefined) || nanos >= parseDuration(least)
      ? undefined
      : `got ${shown(value)}; write ${least} or more${instead}`;
  };
  return {
    label,
    problems: (value, path) => one(path, problem(value)),
    toWire: (value) => parseDuration(textOf(value)),
    fromWire: (wire) => (typeof wire === "number" ? formatDuration(wire) : wire),
  };
}

/** @returns the number, or why there is none */
function parsed(value: string, parse: (text: string) => number): number | string {
  try {
    return parse(value);
  } catch (error) {
    if (error instanceof UnitError) {
      return error.message;
    }
    throw error;
  }
}

/** One of a few words, each with the first server version that knows it. */
export function oneOf(values: Readonly<Record<string, string>>): Kind {
  const words = Object.keys(values);
  const label = `one of ${words.map((word) => `"${word}"`).join(", ")}`;
  const problem = (value: Json): string | undefined => {
    if (typeof value === "string" && words.includes(value)) {
      return undefined;
    }
    const guess = typeof value === "string" ? nearest(value, words) : undefined;
    return `got ${shown(value)}; ${guess === undefined ? "" : `did you mean "${guess}"? `}write ${label}`;
  };
  return {
    ...plain(label, problem),
    words,
    needs: (value, path) => {
      const since = typeof value === "string" ? ownValue(values, value) : undefined;
      return since === undefined ? [] : [{ path: `${path} ${shown(value)}`, since }];
    },
  };
}

const instantForm =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A moment, RFC 3339. Canonical: UTC, as many digits of the second as count. */
export function instant(): Kind {
  const label = 'a time such as "2026-01-31T00:00:00Z"';
  const canonical = (value: Json): Json =>
    typeof value === "string" && isInstant(value) ? inUtc(value) : value;
  return {
    label,
    problems: (value, path) =>
      one(
        path,
        typeof value === "string" && isInstant(value)
          ? undefined
          : `got ${shown(value)}; write ${label}`,
      ),
    toWire: canonical,
    fromWire: canonical,
  };
}

function isInstant(value: string): boolean {
  const [, year, month, day] = instantForm.exec(value) ?? [];
  // day 0 of the next month is the last of this one
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}

/** A Date has milliseconds, the server nanoseconds: the fraction is kept as text. */
function inUtc(value: string): string {
  const fraction = instantForm.exec(value)?.[7]?.replace(/0+$/, "") ?? "";
  const whole = new Date(value.replace(/\.\d+/, "")).toISOString().slice(0, 19);
  return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
}
